import CLibcrypto

/// SHA-256, HMAC-SHA256, random bytes and comparison in constant time, by libcrypto.
enum Digest {
    /// Bytes of a SHA-256 digest.
    static let size = 32

    /// SHA-256 (FIPS 180-4) of `bytes`: 32 bytes.
    static func sha256(_ bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
        try output { EVP_Digest(bytes.baseAddress, bytes.count, $0, nil, Libcrypto.sha256, nil) }
    }

    /// SHA-256 (FIPS 180-4) of `bytes`: 32 bytes.
    static func sha256(_ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try sha256($0) }
    }

    /// HMAC-SHA256 (RFC 2104) of `bytes`: 32 bytes.
    static func hmacSHA256(key: SecretBytes, _ bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
        try key.withUnsafeBytes { key in
            try output {
                let answer = HMAC(
                    Libcrypto.sha256, key.baseAddress, Int32(key.count),
                    bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, $0, nil
                )
                return answer == nil ? 0 : 1
            }
        }
    }

    /// HMAC-SHA256 (RFC 2104) of `bytes`: 32 bytes.
    static func hmacSHA256(key: SecretBytes, _ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try hmacSHA256(key: key, $0) }
    }

    /// Whether both are equal, in a time that depends on the length alone.
    static func constantTimeEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
    }

    /// Whether both are equal, in a time that depends on the length alone.
    static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { constantTimeEqual(left, $0) } }
    }

    /// Random bytes that are no secret: salts, nonces, ids. Secrets come from `SecretBytes.random`.
    static func random(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            try Libcrypto.check(RAND_bytes(buffer.baseAddress, Int32(count)), "RAND_bytes")
            filled = count
        }
    }

    private static func output(_ body: (UnsafeMutablePointer<UInt8>?) -> Int32) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            try Libcrypto.check(body(buffer.baseAddress), "SHA-256")
            filled = size
        }
    }
}
