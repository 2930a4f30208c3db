import CLibcrypto

extension Digest {
    /// HMAC-SHA1 (RFC 2104) of `bytes`: 20 bytes. For TOTP alone (RFC 6238), whose apps know little else; what weakens
    /// SHA-1 elsewhere, collisions, does not touch it here.
    static func hmacSHA1(key: SecretBytes, _ bytes: [UInt8]) throws -> [UInt8] {
        let size = 20
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            let answer = key.withUnsafeBytes { key in
                HMAC(EVP_sha1(), key.baseAddress, Int32(key.count), bytes, bytes.count, buffer.baseAddress, nil)
            }
            guard answer != nil else { throw Libcrypto.failure("HMAC") }
            filled = size
        }
    }
}
