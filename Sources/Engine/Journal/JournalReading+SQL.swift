import GRDB

/// Looking up rows of the journal.
enum JournalReading {
    /// How far back `contains` looks at most.
    private static let recentRows = 200

    /// Whether the same event by the same account was recorded since `moment`.
    static func contains(_ event: AuditEvent, by actor: Actor, since moment: Moment, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database,
            sql: """
                SELECT 1 FROM (
                    SELECT at, kind, actor, item FROM audit_event WHERE owner = ? ORDER BY sequence DESC LIMIT ?
                ) WHERE at >= ? AND kind = ? AND actor = ? AND item = ?
                """,
            arguments: [
                event.owner?.blob, recentRows, moment.milliseconds, event.kind.rawValue,
                actor.journalAccount?.blob, event.item.blob,
            ]) != nil
    }

    /// How many events concern an account.
    static func count(of owner: AccountID, in database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM audit_event WHERE owner = ?", arguments: [owner.blob]) ?? 0
    }

    /// Events that concern an account, newest first.
    static func rows(of owner: AccountID, skipping offset: Int, limit: Int, in database: Database) throws -> [AuditRow] {
        try Row.fetchAll(
            database,
            sql: "SELECT \(AuditRow.columns) FROM audit_event WHERE owner = ? ORDER BY sequence DESC LIMIT ? OFFSET ?",
            arguments: [owner.blob, limit, offset]
        ).map { AuditRow($0) }
    }
}
