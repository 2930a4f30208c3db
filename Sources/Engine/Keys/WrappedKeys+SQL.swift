import GRDB

/// The keys in the catalog that are wrapped under a master key.
enum WrappedKeys {
    /// A safe's key as its row has it.
    struct SafeRow: Sendable {
        let safe: [UInt8]
        let wrapped: [UInt8]
    }

    /// A safe's key, wrapped anew.
    struct SafeChange: Sendable {
        let safe: [UInt8]
        let old: [UInt8]
        let new: [UInt8]
    }

    /// A key of the service.
    struct ServiceRow: Sendable {
        let name: String
        let wrapped: [UInt8]
    }

    /// How many keys are wrapped under an older term.
    static func pending(before term: UInt32, in database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT (SELECT COUNT(*) FROM safe WHERE term < :term)
                     + (SELECT COUNT(*) FROM system_key WHERE term < :term)
                """,
            arguments: ["term": term]) ?? 0
    }

    /// How many keys each term wraps.
    static func counts(_ database: Database) throws -> [UInt32: Int] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT term, SUM(count) AS count FROM (
                    SELECT term, COUNT(*) AS count FROM safe GROUP BY term
                    UNION ALL SELECT term, COUNT(*) FROM system_key GROUP BY term
                ) GROUP BY term
                """)
        return Dictionary(rows.map { ($0["term"] as UInt32, $0["count"] as Int) }, uniquingKeysWith: { $0 + $1 })
    }

    /// The next safes whose key is wrapped under an older term, in the order of their ids.
    static func safes(before term: UInt32, after safe: [UInt8], limit: Int, in database: Database) throws -> [SafeRow] {
        let statement = try database.cachedStatement(
            sql: "SELECT id, wrapped_key FROM safe WHERE id > ? AND term < ? ORDER BY id LIMIT ?")
        return try Row.fetchAll(statement, arguments: [safe.blob, term, limit]).map {
            SafeRow(safe: $0.bytes("id") ?? [], wrapped: $0.bytes("wrapped_key") ?? [])
        }
    }

    /// Puts the new wraps in place. A row that another changed meanwhile stays as it is.
    ///
    /// - Returns: how many rows changed.
    static func setSafeKeys(_ changes: [SafeChange], term: UInt32, in database: Database) throws -> Int {
        let statement = try database.cachedStatement(
            sql: "UPDATE safe SET term = ?, wrapped_key = ? WHERE id = ? AND wrapped_key = ?")
        let before = database.totalChangesCount
        for change in changes {
            try statement.execute(arguments: [term, change.new.blob, change.safe.blob, change.old.blob])
        }
        return database.totalChangesCount - before
    }

    /// The service's keys that are wrapped under an older term.
    static func serviceKeys(before term: UInt32, in database: Database) throws -> [ServiceRow] {
        try Row.fetchAll(database, sql: "SELECT name, wrapped FROM system_key WHERE term < ?", arguments: [term])
            .map { ServiceRow(name: $0["name"], wrapped: $0.bytes("wrapped") ?? []) }
    }

    /// Puts a new wrap of a service key in place.
    static func setServiceKey(_ name: String, _ wrapped: [UInt8], term: UInt32, in database: Database) throws {
        try database.execute(
            sql: "UPDATE system_key SET term = ?, wrapped = ? WHERE name = ? AND term < ?",
            arguments: [term, wrapped.blob, name, term])
    }
}
