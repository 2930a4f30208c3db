import GRDB
import Synchronization

/// Names of people, opened. They lie sealed in the catalog, so a list of thousands would be opened anew for each page
/// and each search; here they stay in memory, for as long as the account has the version that they were read at.
/// Whoever changes a name counts `account.version` up.
final class NameCache: Sendable {
    /// Entries that are kept; a cache that is full begins anew.
    private static let capacity = 50_000
    /// Accounts read by one statement.
    private static let batch = 500

    /// A person as lists show and find them.
    struct Entry: Sendable {
        let version: Int
        let firstName: String
        let lastName: String
        /// For `SearchText.isFound`: last name, then first name.
        let search: [UInt8]
    }

    private let entries = Mutex<[AccountID: Entry]>([:])

    init() {}

    /// The names of accounts, given with their present version; those that are gone are left out.
    func names(
        of accounts: [(id: AccountID, version: Int)], keys: ServiceKeys, _ database: Database
    ) throws -> [AccountID: Entry] {
        var known = entries.withLock { entries in
            Dictionary(
                accounts.compactMap { account in
                    entries[account.id].flatMap { $0.version == account.version ? (account.id, $0) : nil }
                }, uniquingKeysWith: { first, _ in first })
        }
        let missing = accounts.map(\.id).filter { known[$0] == nil }
        guard !missing.isEmpty else { return known }
        let read = try Self.read(missing, keys, database)
        entries.withLock { entries in
            if entries.count + read.count > Self.capacity { entries = [:] }
            entries.merge(read) { _, new in new }
        }
        known.merge(read) { _, new in new }
        return known
    }

    /// Forgets a person who is gone.
    func forget(_ account: AccountID) { entries.withLock { $0[account] = nil } }

    private static func read(_ ids: [AccountID], _ keys: ServiceKeys, _ database: Database) throws -> [AccountID: Entry] {
        var found: [AccountID: Entry] = [:]
        for start in stride(from: 0, to: ids.count, by: batch) {
            let part = ids[start..<min(start + batch, ids.count)]
            let places = Array(repeating: "?", count: part.count).joined(separator: ",")
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, version, first_name, last_name FROM account WHERE id IN (\(places))",
                arguments: StatementArguments(part.map(\.blob)))
            for row in rows {
                let id: AccountID = try row.identifier("id")
                found[id] = try entry(row, id, keys)
            }
        }
        return found
    }

    private static func entry(_ row: Row, _ id: AccountID, _ keys: ServiceKeys) throws -> Entry {
        func text(_ column: String) throws -> String {
            try keys.directory.openText(row.bytes(column) ?? [], at: AccountRecord.address(column, of: id))
        }
        let (first, last) = (try text("first_name"), try text("last_name"))
        return Entry(
            version: row["version"], firstName: first, lastName: last, search: SearchText("\(last) \(first)").bytes)
    }
}
