import CLibcrypto

/// SHA-256 over bytes that come piece by piece. A value: a copy goes its own way.
struct SHA256Stream: Sendable {
    private var state: State

    /// A digest of nothing yet.
    init() throws { state = try State() }

    /// Takes in the next bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) throws {
        if !isKnownUniquelyReferenced(&state) { state = try State(copying: state) }
        try Libcrypto.check(EVP_DigestUpdate(state.context, bytes.baseAddress, bytes.count), "EVP_DigestUpdate")
    }

    /// Takes in the next bytes.
    mutating func update(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try update($0) }
    }

    /// The digest of all bytes so far: 32 bytes. More may follow.
    func finish() throws -> [UInt8] {
        let last = try State(copying: state)
        return try [UInt8](unsafeUninitializedCapacity: Digest.size) { buffer, filled in
            try Libcrypto.check(EVP_DigestFinal_ex(last.context, buffer.baseAddress, nil), "EVP_DigestFinal_ex")
            filled = Digest.size
        }
    }

    // @unchecked: a context is changed only by `update` while it has a single owner, and that owner is a value,
    // so exclusive access is the caller's by the rules of the language; shared contexts are only copied from.
    private final class State: @unchecked Sendable {
        let context: OpaquePointer

        init() throws {
            guard let context = EVP_MD_CTX_new() else { throw Libcrypto.failure("EVP_MD_CTX_new") }
            self.context = context
            try Libcrypto.check(EVP_DigestInit_ex2(context, Libcrypto.sha256, nil), "EVP_DigestInit_ex2")
        }

        init(copying other: State) throws {
            guard let context = EVP_MD_CTX_new() else { throw Libcrypto.failure("EVP_MD_CTX_new") }
            self.context = context
            try Libcrypto.check(EVP_MD_CTX_copy_ex(context, other.context), "EVP_MD_CTX_copy_ex")
        }

        deinit { EVP_MD_CTX_free(context) }
    }
}
