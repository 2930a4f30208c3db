/// The master keys of a store, numbered by term. Whoever has this file can open everything; whoever loses it,
/// nothing (SEC-03).
///
/// A text file, one line a term, oldest first, without gaps, blank lines or comments:
/// ```
/// vaultd-key v1 <term> <created> <base64 of 32 bytes> <check>
/// vaultd-key v1 1 2026-11-22T02:15:00Z q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA= 0f1e2d3c4b5a6978
/// ```
/// `check` is the first 8 bytes of the SHA-256 of the line up to the blank before it: it finds a slip of the
/// hand or the disk, not an attacker, who could compute it.
public struct KeyFile: Sendable {
    /// Terms in ascending order; never empty.
    let entries: [Entry]

    /// One term.
    struct Entry: Sendable {
        let term: UInt32
        let created: Moment
        let key: SecretBytes
        /// Tells whether another key file has the same key, and says nothing else about it.
        let fingerprint: [UInt8]

        init(term: UInt32, created: Moment, key: SecretBytes) throws {
            self.term = term
            self.created = created
            self.key = key
            self.fingerprint = try KeyDerivation.derive(
                from: key, salt: [], info: Array("vaultd/key-fingerprint/1".utf8), count: 32
            ).withUnsafeBytes { Array($0) }
        }
    }

    /// How many terms a file may hold; monthly rotation fills it in 20 years if nothing is ever removed.
    static let maximumTerms = 256
    /// A line is 110 to 130 bytes.
    static let maximumSize = 64 << 10

    /// The terms, oldest first.
    public var terms: [UInt32] { entries.map(\.term) }

    /// The highest term: the one that seals. All others only open.
    public var current: UInt32 { entries[entries.count - 1].term }

    /// When the current term was made: what "rotate after 365 days" counts from.
    public var currentCreated: Moment { entries[entries.count - 1].created }

    /// 32 bytes, safe to keep in the catalog, by which a wrong key file is known before anything is touched.
    ///
    /// - Throws: `keyTermUnknown`.
    public func fingerprint(of term: UInt32) throws -> [UInt8] { try entry(term).fingerprint }

    /// The same file with a fresh key as its highest term. Not saved yet.
    ///
    /// - Throws: `keyFileWriteFailed` when the file is full of old terms.
    public func adding(now: Moment) throws -> KeyFile {
        let (term, overflow) = current.addingReportingOverflow(1)
        guard !overflow, entries.count < Self.maximumTerms else {
            throw Self.unchangeable("it holds \(entries.count) terms already")
        }
        return KeyFile(entries: entries + [try .fresh(term: term, now: now)])
    }

    /// The same file without `terms`. Not saved yet.
    ///
    /// Only the oldest can go, since a gap is how a lost line is told from a retired one.
    /// - Throws: `keyFileWriteFailed` when the current term or a term with an older one below it would go.
    public func removing(terms: Set<UInt32>) throws -> KeyFile {
        let kept = Array(entries.drop { terms.contains($0.term) })
        guard !kept.isEmpty, !kept.contains(where: { terms.contains($0.term) }) else {
            throw Self.unchangeable("only the oldest terms, and never the current one, can go")
        }
        return KeyFile(entries: kept)
    }

    private static func unchangeable(_ reason: String) -> VaultFailure {
        VaultFailure(.keyFileWriteFailed, ["path": "of the store", "reason": reason])
    }

    /// The entry of a term.
    ///
    /// - Throws: `keyTermUnknown`.
    func entry(_ term: UInt32) throws -> Entry {
        guard let found = entries.first(where: { $0.term == term }) else {
            throw VaultFailure(.keyTermUnknown, ["term": "\(term)"])
        }
        return found
    }
}

extension KeyFile.Entry {
    /// A new random key.
    static func fresh(term: UInt32, now: Moment) throws -> KeyFile.Entry {
        // The file keeps whole seconds, so the value does too: what was saved reads back equal.
        let created = Moment(seconds: now.seconds)
        return try KeyFile.Entry(term: term, created: created, key: .random(count: AESGCM.keySize))
    }
}
