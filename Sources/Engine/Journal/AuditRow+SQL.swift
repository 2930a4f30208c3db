import GRDB

extension AuditRow {
    /// Reads a row as `columns` selects it.
    init(_ row: Row) {
        self.init(
            sequence: row["sequence"],
            at: row["at"],
            kind: row["kind"],
            result: row["result"],
            actorKind: row["actor_kind"],
            actor: row.bytes("actor"),
            owner: row.bytes("owner"),
            structure: row.bytes("structure"),
            item: row.bytes("item"),
            details: row.bytes("details")
        )
    }

    static let columns = "sequence, at, kind, result, actor_kind, actor, owner, structure, item, details, link"

    /// Appends the row with its link.
    func insert(link: [UInt8], into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO audit_event (\(Self.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                sequence, at, kind, result, actorKind, actor.blob, owner.blob, structure.blob, item.blob,
                details.blob, link.blob,
            ])
    }
}

/// The stored ends of the chain.
enum JournalEnds {
    struct End: Sendable {
        let sequence: Int64
        let link: [UInt8]
        let seal: [UInt8]
    }

    /// The last row of the chain; nil in an empty journal.
    static func head(_ database: Database) throws -> End? { try read("head", database) }

    /// The last row that was purged; nil where none was.
    static func anchor(_ database: Database) throws -> End? { try read("anchor", database) }

    /// Moves an end, sealed under the journal key.
    static func set(_ name: String, sequence: Int64, link: [UInt8], key: SecretBytes, in database: Database) throws {
        let seal = try AuditChain.seal(end: name, sequence: sequence, link: link, key: key)
        try database.execute(
            sql: """
                INSERT INTO audit_end (name, sequence, link, seal) VALUES (?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence, link = excluded.link, seal = excluded.seal
                """,
            arguments: [name, sequence, link.blob, seal.blob])
    }

    private static func read(_ name: String, _ database: Database) throws -> End? {
        try Row.fetchOne(
            database, sql: "SELECT sequence, link, seal FROM audit_end WHERE name = ?", arguments: [name]
        ).map { row in
            End(sequence: row["sequence"], link: row.bytes("link") ?? [], seal: row.bytes("seal") ?? [])
        }
    }
}
