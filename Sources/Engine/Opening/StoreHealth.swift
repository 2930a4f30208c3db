import Synchronization

/// Whether the store may still be written. After a failed fsync the page cache can lie about what is on the disk,
/// so nothing more is written until a restart.
public final class StoreHealth: Sendable {
    private let fault = Mutex<String?>(nil)

    init() {}

    /// What made the store read-only; nil while all is well.
    public var readOnlyReason: String? { fault.withLock { $0 } }

    /// Closes the store for writing, for the first reason given.
    func failed(_ reason: String) { fault.withLock { $0 = $0 ?? reason } }

    /// - Throws: `readOnlyAfterFault`.
    func requireWritable() throws {
        guard readOnlyReason == nil else { throw VaultFailure(.readOnlyAfterFault) }
    }
}
