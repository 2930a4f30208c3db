/// A 32-byte key wrapped under another.
///
/// ```
/// offset  0  version        1   1
///         1  suite          1   1: AES-256-GCM, HKDF-SHA256
///         2  term           4   big-endian: the term or generation of the wrapping key
///         6  salt          32   random
///        38  commitment    32   tells a wrong key from damage, and binds the wrap to one key
///        70  ciphertext    32
///       102  tag           16
///       118
/// ```
/// Key and commitment are HKDF-SHA256(wrapping key, salt, "vaultd/wrap/1" ‖ purpose ‖ context ‖ first 6 bytes), each part
/// with its length. The salt makes each wrap a key of its own, so the nonce is zero and no messages need counting.
enum KeyWrap {
    /// Bytes of a wrapped key.
    static let size = 118

    private static let version: UInt8 = 1
    private static let suite: UInt8 = 1
    private static let salt = 6..<38
    private static let commitment = 38..<70
    private static let ciphertext = 70..<102
    private static let tag = 102..<118

    /// Wraps `key` (32 bytes) under `master`, whose term is `term`, for one purpose and one place.
    static func wrap(
        _ key: SecretBytes, under master: SecretBytes, term: UInt32, purpose: KeyPurpose, context: [UInt8]
    ) throws -> [UInt8] {
        guard key.count == AESGCM.keySize else { throw VaultFailure(.fault) }
        var wrapped = [version, suite] + CanonicalBytes.bigEndian(term) + (try Digest.random(salt.count))
        let derived = try derive(from: master, wrapped, purpose, context)
        wrapped += derived.commitment
        wrapped += [UInt8](repeating: 0, count: size - commitment.upperBound)
        let header = Array(wrapped[..<salt.lowerBound])
        let gcm = try AESGCM(key: derived.key, for: .seal)
        try wrapped.withUnsafeMutableBytes { output in
            let place = UnsafeMutableRawBufferPointer(rebasing: output[ciphertext.lowerBound...])
            guard let address = place.baseAddress else { throw VaultFailure(.fault) }
            try key.withUnsafeBytes { try gcm.seal($0, into: address, nonce: zeroNonce, header: header) }
        }
        return wrapped
    }

    /// The key that was wrapped under `master` for this purpose and context.
    ///
    /// - Throws: `sealTruncated`, `sealExtended`: not the length of a wrap; `sealUnknownFormat`; `sealForeign`: another
    ///   key, purpose, context or term, or an altered head; `sealBroken`: altered behind the commitment.
    static func unwrap(
        _ wrapped: [UInt8], under master: SecretBytes, purpose: KeyPurpose, context: [UInt8]
    ) throws -> SecretBytes {
        try checkFormat(wrapped)
        let derived = try derive(from: master, wrapped, purpose, context)
        guard Digest.constantTimeEqual(derived.commitment, Array(wrapped[commitment])) else {
            throw VaultFailure(.sealForeign)
        }
        let gcm = try AESGCM(key: derived.key, for: .open)
        return try wrapped.withUnsafeBytes { bytes in
            try SecretBytes(count: ciphertext.count) { output in
                output.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[ciphertext]))
                let tag = UnsafeRawBufferPointer(rebasing: bytes[tag])
                let header = Array(bytes[..<salt.lowerBound])
                guard try gcm.open(output, tag: tag, nonce: zeroNonce, header: header) else {
                    throw VaultFailure(.sealBroken)
                }
            }
        }
    }

    /// The term or generation of the key that opens `wrapped`.
    ///
    /// - Throws: `sealTruncated`, `sealExtended`, `sealUnknownFormat`.
    static func term(of wrapped: [UInt8]) throws -> UInt32 {
        try checkFormat(wrapped)
        return CanonicalBytes.number(bigEndian: wrapped[2..<6])
    }

    private static let zeroNonce = AESGCM.Nonce(repeating: 0)

    private static func checkFormat(_ wrapped: [UInt8]) throws {
        guard wrapped.count >= size else { throw VaultFailure(.sealTruncated) }
        guard wrapped.count == size else { throw VaultFailure(.sealExtended) }
        guard wrapped[0] == version, wrapped[1] == suite else { throw VaultFailure(.sealUnknownFormat) }
    }

    private static func derive(
        from master: SecretBytes, _ wrapped: [UInt8], _ purpose: KeyPurpose, _ context: [UInt8]
    ) throws -> CommittedKey {
        var info = CanonicalBytes()
        info.add("vaultd/wrap/1")
        info.add(purpose.rawValue)
        info.add(context)
        info.add(Array(wrapped[..<salt.lowerBound]))
        return try CommittedKey(from: master, salt: Array(wrapped[salt]), info: info.bytes)
    }
}
