import GRDB

/// A row of the table `structure`.
enum StructureRecord {
    static func insert(
        _ id: StructureID, _ new: NewStructure, keys: ServiceKeys, at moment: Moment, into database: Database
    ) throws {
        func sealed(_ column: String, _ text: String?) throws -> [UInt8]? {
            try text.map { try keys.directory.seal(text: $0, at: address(column, of: id)) }
        }
        try database.execute(
            sql: """
                INSERT INTO structure (id, name, state, created_at, contact, privacy_contact)
                VALUES (?, ?, 'active', ?, ?, ?)
                """,
            arguments: [
                id.blob, try sealed("name", new.name).blob, moment.milliseconds, try sealed("contact", new.contact).blob,
                try sealed("privacy_contact", new.privacyContact).blob,
            ])
    }

    /// Whether there is an active one of this id.
    static func isActive(_ id: StructureID, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM structure WHERE id = ? AND state = 'active'", arguments: [id.blob]) != nil
    }

    /// Refuses unless there is an active one of this id.
    ///
    /// - Throws: `fieldUnusable`.
    static func requireActive(_ id: StructureID, in database: Database) throws {
        guard try isActive(id, in: database) else {
            throw VaultFailure(.fieldUnusable, ["field": "structure", "reason": "there is no active structure of this id"])
        }
    }

    static func end(_ id: StructureID, in database: Database) throws {
        try database.execute(sql: "UPDATE structure SET state = 'ended' WHERE id = ?", arguments: [id.blob])
    }

    /// All of them, oldest first.
    static func all(keys: ServiceKeys, _ database: Database) throws -> [StructureSummary] {
        try Row.fetchAll(database, sql: "SELECT id, name, state, created_at FROM structure ORDER BY created_at, id")
            .map { try summary($0, keys) }
    }

    /// One of them; nil where there is none.
    static func find(_ id: StructureID, keys: ServiceKeys, _ database: Database) throws -> StructureSummary? {
        try Row.fetchOne(
            database, sql: "SELECT id, name, state, created_at FROM structure WHERE id = ?", arguments: [id.blob]
        ).map { try summary($0, keys) }
    }

    /// The name; empty where there is no such structure.
    static func name(of id: StructureID, keys: ServiceKeys, _ database: Database) throws -> String {
        try find(id, keys: keys, database)?.name ?? ""
    }

    /// How it is reached, and who answers about personal data.
    static func contacts(
        of id: StructureID, keys: ServiceKeys, _ database: Database
    ) throws -> (contact: String?, privacy: String?) {
        let row = try Row.fetchOne(
            database, sql: "SELECT contact, privacy_contact FROM structure WHERE id = ?", arguments: [id.blob])
        func text(_ column: String) throws -> String? {
            try row?.bytes(column).map { try keys.directory.openText($0, at: address(column, of: id)) }
        }
        return (try text("contact"), try text("privacy_contact"))
    }

    private static func summary(_ row: Row, _ keys: ServiceKeys) throws -> StructureSummary {
        let id: StructureID = try row.identifier("id")
        return StructureSummary(
            id: id,
            name: try keys.directory.openText(row.bytes("name") ?? [], at: address("name", of: id)),
            state: row["state"],
            createdAt: Moment(milliseconds: row["created_at"])
        )
    }

    private static func address(_ column: String, of id: StructureID) -> FieldAddress {
        FieldAddress(table: "structure", column: column, row: id.bytes)
    }
}
