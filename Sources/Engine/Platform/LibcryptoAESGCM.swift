import CLibcrypto

/// AES-256-GCM (NIST SP 800-38D) with one key for many messages, by libcrypto's EVP.
///
/// The key schedule is made once; each message only sets its nonce. 96-bit nonce, uncut 128-bit tag. Whoever
/// calls sees to it that no nonce is used twice with a key. Not for use from two threads at once.
final class AESGCM {
    /// An instance does one of the two.
    enum Direction: Int32 { case open = 0, seal = 1 }

    /// 96 bits: the only nonce length that GCM takes as it is.
    typealias Nonce = InlineArray<12, UInt8>

    static let keySize = 32
    static let tagSize = 16

    private let context: OpaquePointer
    private let direction: Direction

    /// Makes the key schedule. `key` has 32 bytes; a longer secret gives its first 32.
    init(key: SecretBytes, for direction: Direction) throws {
        guard key.count >= Self.keySize, let context = EVP_CIPHER_CTX_new() else {
            throw Libcrypto.failure("EVP_CIPHER_CTX_new")
        }
        self.context = context
        self.direction = direction
        try key.withUnsafeBytes { key in
            let bytes = key.baseAddress?.assumingMemoryBound(to: UInt8.self)
            try Libcrypto.check(
                EVP_CipherInit_ex2(context, Libcrypto.aes256gcm, bytes, nil, direction.rawValue, nil),
                "EVP_CipherInit_ex2"
            )
        }
    }

    // EVP_CIPHER_CTX_free wipes the key schedule.
    deinit { EVP_CIPHER_CTX_free(context) }

    /// Writes the ciphertext and behind it the tag to `output`, which has room for `plaintext` and 16 bytes.
    /// `output` may begin where `plaintext` does; otherwise they do not overlap.
    func seal(
        _ plaintext: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer, nonce: Nonce, header: [UInt8]
    ) throws {
        precondition(direction == .seal)
        try start(nonce: nonce, header: header)
        try transform(plaintext, into: output)
        try Libcrypto.check(finish(), "EVP_CipherFinal_ex")
        let tag = output + plaintext.count
        try Libcrypto.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagSize), tag), "EVP_CTRL_AEAD_GET_TAG"
        )
    }

    /// Turns ciphertext into plaintext where it lies. False, with the memory wiped, when the tag does not fit.
    func open(
        _ bytes: UnsafeMutableRawBufferPointer, tag: UnsafeRawBufferPointer, nonce: Nonce, header: [UInt8]
    ) throws -> Bool {
        precondition(direction == .open && tag.count == Self.tagSize)
        try start(nonce: nonce, header: header)
        if let address = bytes.baseAddress { try transform(UnsafeRawBufferPointer(bytes), into: address) }
        try Libcrypto.check(
            EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagSize), UnsafeMutableRawPointer(mutating: tag.baseAddress)
            ),
            "EVP_CTRL_AEAD_SET_TAG"
        )
        guard finish() == 1 else {
            ERR_clear_error()
            Libcrypto.wipe(bytes)
            return false
        }
        return true
    }

    private func start(nonce: Nonce, header: [UInt8]) throws {
        let answer = nonce.span.withUnsafeBufferPointer { nonce in
            EVP_CipherInit_ex2(context, nil, nil, nonce.baseAddress, direction.rawValue, nil)
        }
        try Libcrypto.check(answer, "EVP_CipherInit_ex2")
        guard !header.isEmpty else { return }
        var count: Int32 = 0
        try Libcrypto.check(EVP_CipherUpdate(context, nil, &count, header, Int32(header.count)), "EVP_CipherUpdate")
    }

    private func transform(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer) throws {
        guard let bytes = input.baseAddress, !input.isEmpty else { return }
        guard let length = Int32(exactly: input.count) else { throw VaultFailure(.fault) }
        var count: Int32 = 0
        let answer = EVP_CipherUpdate(
            context, output.assumingMemoryBound(to: UInt8.self), &count,
            bytes.assumingMemoryBound(to: UInt8.self), length
        )
        guard answer == 1, count == length else { throw Libcrypto.failure("EVP_CipherUpdate") }
    }

    private func finish() -> Int32 {
        // GCM writes nothing at its end, but the call wants a place.
        var nothing: UInt8 = 0
        var count: Int32 = 0
        return EVP_CipherFinal_ex(context, &nothing, &count)
    }
}
