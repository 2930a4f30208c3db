import GRDB

/// The table `convention`.
enum ConventionRecord {
    private static let columns = "id, structure, parent, begins_at, ends_at, ended_at"

    private static func read(_ row: Row) throws -> Convention {
        Convention(
            id: try row.identifier("id"), structure: try row.identifier("structure"),
            parent: row.bytes("parent").flatMap { ConventionID(bytes: $0) },
            beginsAt: Moment(milliseconds: row["begins_at"]),
            endsAt: (row["ends_at"] as Int64?).map { Moment(milliseconds: $0) },
            endedAt: (row["ended_at"] as Int64?).map { Moment(milliseconds: $0) })
    }

    static func insert(_ convention: Convention, at moment: Moment, into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO convention (id, structure, parent, begins_at, ends_at, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                convention.id.blob, convention.structure.blob, convention.parent?.blob,
                convention.beginsAt.milliseconds, convention.endsAt?.milliseconds, moment.milliseconds,
            ])
    }

    /// All of a structure's, oldest first.
    static func all(of structure: StructureID, _ database: Database) throws -> [Convention] {
        try Row.fetchAll(
            database, sql: "SELECT \(columns) FROM convention WHERE structure = ? ORDER BY begins_at, id",
            arguments: [structure.blob]
        ).map(read)
    }

    /// The one that has not been ended, the last where there are several; nil where there is none.
    static func open(of structure: StructureID, _ database: Database) throws -> Convention? {
        try all(of: structure, database).last { $0.endedAt == nil }
    }

    /// Those that have not been ended although their time is over.
    static func over(at now: Moment, _ database: Database) throws -> [ConventionID] {
        try Row.fetchAll(
            database, sql: "SELECT id FROM convention WHERE ended_at IS NULL AND ends_at <= ? ORDER BY ends_at, id",
            arguments: [now.milliseconds]
        ).map { try $0.identifier("id") }
    }

    /// Those that have not been ended, of a structure.
    static func running(of structure: StructureID, _ database: Database) throws -> [ConventionID] {
        try all(of: structure, database).filter { $0.endedAt == nil }.map(\.id)
    }

    /// These and, at any depth, those that hang on them; the ones that have not been ended.
    static func withDependents(_ ids: [ConventionID], _ database: Database) throws -> [Convention] {
        var found: [Convention] = []
        for id in ids {
            found += try Row.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE bound (id) AS (
                        SELECT ? UNION SELECT c.id FROM convention c JOIN bound b ON c.parent = b.id)
                    SELECT \(columns) FROM convention WHERE id IN bound AND ended_at IS NULL
                    """,
                arguments: [id.blob]
            ).map(read)
        }
        var seen: Set<ConventionID> = []
        return found.filter { seen.insert($0.id).inserted }
    }

    static func end(_ id: ConventionID, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE convention SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
            arguments: [moment.milliseconds, id.blob])
    }
}
