/// A secret of fixed length: a key, a password, the text of a key file.
///
/// Lies in libcrypto's heap for secrets (`SecureHeap`), never changes, is wiped with its last reference, has no
/// description, and is compared in constant time. Do not copy it into an array: copies cannot be wiped.
public final class SecretBytes: Sendable {
    // nonisolated(unsafe): the memory is written only before `init` returns and freed in `deinit`; between the
    // two every thread only reads it.
    nonisolated(unsafe) private let memory: UnsafeMutableRawBufferPointer

    /// A secret of `count` bytes that `fill` writes; zeros where it does not.
    ///
    /// - Throws: `busy` when the heap for secrets is used up, or what `fill` throws.
    init(count: Int, filling fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
        memory = try SecureHeap.allocate(count)
        try fill(memory)
    }

    /// A copy of `bytes`, whose owner wipes the original.
    ///
    /// - Throws: `busy` when the heap for secrets is used up.
    public convenience init(copying bytes: UnsafeRawBufferPointer) throws {
        try self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// `count` random bytes.
    ///
    /// - Throws: `busy` when the heap for secrets is used up.
    static func random(count: Int) throws -> SecretBytes {
        try SecretBytes(count: count, filling: SecureHeap.fillRandom)
    }

    deinit { SecureHeap.free(memory) }

    /// Length in bytes.
    public var count: Int { memory.count }

    /// Lends the bytes for the length of one call.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(memory))
    }

    /// The first `length` bytes as a secret of their own.
    func prefix(_ length: Int) throws -> SecretBytes {
        try withUnsafeBytes { try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
    }

    /// Whether both are the same bytes, in a time that depends on the length alone.
    func isEqual(to other: SecretBytes) -> Bool {
        withUnsafeBytes { mine in other.withUnsafeBytes { Digest.constantTimeEqual(mine, $0) } }
    }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
    public var description: String { "secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
