import GRDB

/// Somebody's name, for those who may know it.
public struct PersonName: Sendable, Equatable {
    public let account: AccountID
    public let firstName: String
    public let lastName: String

    /// First and last name, as people write them.
    public var full: String { "\(firstName) \(lastName)" }
}

extension Vault {
    /// The names of accounts; those that are gone or deleted are left out.
    func names(of ids: some Collection<AccountID>, in database: Database) throws -> [AccountID: PersonName] {
        let versions = try ids.compactMap { id in
            try Int.fetchOne(
                database, sql: "SELECT version FROM account WHERE id = ? AND state <> 'deleted'", arguments: [id.blob]
            ).map { (id: id, version: $0) }
        }
        return try nameCache.names(of: versions, keys: keys, database).reduce(into: [:]) { found, entry in
            found[entry.key] = PersonName(
                account: entry.key, firstName: entry.value.firstName, lastName: entry.value.lastName)
        }
    }

    /// The first and last name of an account; nil where it is gone or deleted.
    func name(of id: AccountID, in database: Database) throws -> String? {
        try names(of: [id], in: database)[id]?.full
    }

    /// The names of structures; where there is none it is left out.
    func names(of ids: Set<StructureID>, in database: Database) throws -> [StructureID: String] {
        try ids.reduce(into: [:]) { $0[$1] = try StructureRecord.find($1, keys: keys, database)?.name }
    }

    /// A sealed field of an account; nil where it has none.
    func field(_ column: String, of id: AccountID, in database: Database) throws -> String? {
        let row = try Row.fetchOne(database, sql: "SELECT \(column) FROM account WHERE id = ?", arguments: [id.blob])
        return try row?.bytes(column).map { try keys.directory.openText($0, at: AccountRecord.address(column, of: id)) }
    }
}
