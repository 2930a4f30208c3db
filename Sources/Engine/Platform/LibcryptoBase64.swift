import CLibcrypto

/// Base64 of 32-byte keys, straight into and out of memory for secrets.
enum Base64Key {
    /// Characters of a 32-byte key.
    static let characters = 44
    private static let size = 32

    /// The key, or nil unless the text is the one canonical form of 32 bytes.
    static func decode(_ text: UnsafeRawBufferPointer) throws -> SecretBytes? {
        // The last character but the padding carries 4 bits: EVP_DecodeBlock would let the other 2 be anything,
        // and it takes blanks; so what it gives is encoded again and compared.
        guard text.count == characters, text[characters - 1] == UInt8(ascii: "=") else { return nil }
        // EVP_DecodeBlock counts the padding as a byte.
        let decoded = try SecretBytes(count: size + 1) { output in
            EVP_DecodeBlock(
                output.baseAddress?.assumingMemoryBound(to: UInt8.self),
                text.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(text.count)
            )
        }
        let key = try decoded.prefix(size)
        let canonical = try encode(key).withUnsafeBytes { Digest.constantTimeEqual($0, text) }
        return canonical ? key : nil
    }

    /// The 44 characters of a 32-byte key.
    static func encode(_ key: SecretBytes) throws -> SecretBytes {
        // EVP_EncodeBlock ends its text with NUL.
        let text = try SecretBytes(count: characters + 1) { output in
            key.withUnsafeBytes { key in
                _ = EVP_EncodeBlock(
                    output.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    key.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(key.count)
                )
            }
        }
        return try text.prefix(characters)
    }
}
