import Synchronization

/// Keys of the safes that were used last, so that not every list and page unwraps one anew.
///
/// A key is handed out only against the wrapped key of the safe's row at this moment: after a rotation or an
/// erasure the row no longer fits, and the cache has nothing to say.
final class SafeKeyCache: Sendable {
    /// About 200 bytes of the heap for secrets each.
    private static let capacity = 512

    private struct Entry {
        let wrapped: [UInt8]
        let key: SafeKey
    }

    private let entries = Mutex<[SafeID: Entry]>([:])

    init() {}

    /// The key of `safe`, whose row has `wrapped`.
    ///
    /// - Throws: as `SafeKey.unwrap`.
    func key(of safe: SafeID, wrapped: [UInt8], keyring: Keyring) throws -> SafeKey {
        let known = entries.withLock { $0[safe] }
        if let known, known.wrapped == wrapped { return known.key }
        let key = try SafeKey(key: SafeKey.unwrap(wrapped, for: safe, keyring: keyring), safe: safe)
        entries.withLock { entries in
            // Which one goes does not matter much: what is in use comes back at its next use.
            if entries.count >= Self.capacity, let some = entries.keys.first { entries[some] = nil }
            entries[safe] = Entry(wrapped: wrapped, key: key)
        }
        return key
    }

    /// Forgets everything: before the keys of safes are renewed, and at the end.
    func removeAll() { entries.withLock { $0.removeAll() } }
}
