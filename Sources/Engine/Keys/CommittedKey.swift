/// A key by HKDF together with 32 bytes that commit to it: GCM alone lets one ciphertext open under two keys.
struct CommittedKey: Sendable {
    /// Bytes of a commitment.
    static let commitmentSize = 32

    /// 32 bytes for AES-256-GCM.
    let key: SecretBytes
    /// 32 bytes that may lie in clear beside the ciphertext.
    let commitment: [UInt8]

    /// key ‖ commitment = HKDF-SHA256(secret, salt, info), 64 bytes.
    init(from secret: SecretBytes, salt: [UInt8], info: [UInt8]) throws {
        let both = try KeyDerivation.derive(
            from: secret, salt: salt, info: info, count: AESGCM.keySize + Self.commitmentSize
        )
        key = try both.prefix(AESGCM.keySize)
        commitment = both.withUnsafeBytes { Array($0[AESGCM.keySize...]) }
    }
}
