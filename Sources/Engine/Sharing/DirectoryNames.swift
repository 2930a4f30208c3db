import GRDB
import Synchronization

/// The names of structures and people for one page: each opened once.
final class DirectoryNames: Sendable {
    private let directory: FieldCipher
    private let known = Mutex<[[UInt8]: String]>([:])

    init(_ keys: ServiceKeys) { directory = keys.directory }

    /// The name of a structure; nil where there is none.
    func structure(_ id: StructureID, in database: Database) throws -> String? {
        try remembered(id.bytes) {
            try Row.fetchOne(database, sql: "SELECT name FROM structure WHERE id = ?", arguments: [id.blob]).map {
                try directory.openText(
                    $0.bytes("name") ?? [], at: FieldAddress(table: "structure", column: "name", row: id.bytes))
            }
        }
    }

    /// The first and last name of an account; nil where it is gone or deleted.
    func person(_ id: AccountID, in database: Database) throws -> String? {
        try remembered(id.bytes) {
            try Row.fetchOne(
                database, sql: "SELECT first_name, last_name FROM account WHERE id = ? AND state <> 'deleted'",
                arguments: [id.blob]
            ).map { row in
                try ["first_name", "last_name"].map {
                    try directory.openText(row.bytes($0) ?? [], at: AccountRecord.address($0, of: id))
                }.joined(separator: " ")
            }
        }
    }

    private func remembered(_ id: [UInt8], _ find: () throws -> String?) throws -> String? {
        if let name = known.withLock({ $0[id] }) { return name }
        guard let name = try find() else { return nil }
        known.withLock { $0[id] = name }
        return name
    }
}
