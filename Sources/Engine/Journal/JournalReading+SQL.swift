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
    static func count(of owner: AccountID, _ choice: JournalChoice, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM audit_event WHERE owner = :owner \(choice.condition)",
            arguments: ["owner": owner.blob]) ?? 0
    }

    /// Events that concern an account, newest first.
    static func rows(
        of owner: AccountID, _ choice: JournalChoice, skipping offset: Int, limit: Int, in database: Database
    ) throws -> [AuditRow] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(AuditRow.columns) FROM audit_event WHERE owner = :owner \(choice.condition)
                ORDER BY sequence DESC LIMIT :limit OFFSET :offset
                """,
            arguments: ["owner": owner.blob, "limit": limit, "offset": offset]
        ).map { AuditRow($0) }
    }

    /// Events that concern an account, newest first, from before one of them.
    static func rows(of owner: AccountID, before sequence: Int64, limit: Int, in database: Database) throws -> [AuditRow] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(AuditRow.columns) FROM audit_event WHERE owner = ? AND sequence < ?
                ORDER BY sequence DESC LIMIT ?
                """,
            arguments: [owner.blob, sequence, limit]
        ).map { AuditRow($0) }
    }
}

/// Which lines of a journal are shown.
public enum JournalChoice: Sendable, CaseIterable {
    case all
    /// Only what somebody else did: not the reader, and not the service by itself.
    case others

    fileprivate var condition: String {
        switch self {
        case .all: ""
        case .others: "AND actor_kind <> 'schedule' AND (actor IS NULL OR actor <> :owner)"
        }
    }
}
