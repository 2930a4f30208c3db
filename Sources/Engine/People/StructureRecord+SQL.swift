import GRDB

/// A row of the table `structure`.
enum StructureRecord {
    static func insert(_ id: StructureID, name: String, keys: ServiceKeys, at moment: Moment, into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO structure (id, name, state, created_at) VALUES (?, ?, 'active', ?)",
            arguments: [id.blob, try keys.directory.seal(text: name, at: address(of: id)).blob, moment.milliseconds])
    }

    /// Whether there is an active one of this id.
    static func isActive(_ id: StructureID, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM structure WHERE id = ? AND state = 'active'", arguments: [id.blob]) != nil
    }

    /// All of them, oldest first.
    static func all(keys: ServiceKeys, _ database: Database) throws -> [StructureSummary] {
        try Row.fetchAll(database, sql: "SELECT id, name, state, created_at FROM structure ORDER BY created_at, id").map { row in
            let id: StructureID = try row.identifier("id")
            return StructureSummary(
                id: id,
                name: try keys.directory.openText(row.bytes("name") ?? [], at: address(of: id)),
                state: row["state"],
                createdAt: Moment(milliseconds: row["created_at"])
            )
        }
    }

    private static func address(of id: StructureID) -> FieldAddress {
        FieldAddress(table: "structure", column: "name", row: id.bytes)
    }
}
