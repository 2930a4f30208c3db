import GRDB

/// Counting and deleting what is due in the catalog. Both use the same conditions, so that a plan tells the truth.
enum PurgeQueries {
    private static let endedSessions = """
        ends_at < :ended OR (mode = 'ordinary' AND last_seen_at < :idle)
            OR (mode = 'publicComputer' AND last_seen_at < :publicIdle)
        """
    private static let oldAttempts = "last_failure_at < :before AND (blocked_until IS NULL OR blocked_until < :now)"
    private static let goneErasures = "file_removed = 1 AND erased_at < :before"

    static func countSessions(_ limits: PurgeRules.Limits, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM session WHERE \(endedSessions)", arguments: arguments(limits)) ?? 0
    }

    /// Whose sessions ended because nothing was done in them or their day was over, and how many of each.
    static func endedSessions(_ limits: PurgeRules.Limits, in database: Database) throws -> [(AccountID, count: Int)] {
        try Row.fetchAll(
            database, sql: "SELECT account, COUNT(*) AS count FROM session WHERE \(endedSessions) GROUP BY account",
            arguments: arguments(limits)
        ).map { (try $0.identifier("account"), count: $0["count"]) }
    }

    static func deleteSessions(_ limits: PurgeRules.Limits, in database: Database) throws -> Int {
        try database.execute(sql: "DELETE FROM session WHERE \(endedSessions)", arguments: arguments(limits))
        return database.changesCount
    }

    static func countAttempts(_ limits: PurgeRules.Limits, now: Moment, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM attempt_counter WHERE \(oldAttempts)",
            arguments: ["before": limits.attempts.milliseconds, "now": now.milliseconds]) ?? 0
    }

    static func deleteAttempts(_ limits: PurgeRules.Limits, now: Moment, in database: Database) throws -> Int {
        try database.execute(
            sql: "DELETE FROM attempt_counter WHERE \(oldAttempts)",
            arguments: ["before": limits.attempts.milliseconds, "now": now.milliseconds])
        return database.changesCount
    }

    static func countErasures(_ limits: PurgeRules.Limits, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM erasure WHERE \(goneErasures)",
            arguments: ["before": limits.erasures?.milliseconds]) ?? 0
    }

    static func deleteErasures(_ limits: PurgeRules.Limits, in database: Database) throws -> Int {
        try database.execute(
            sql: "DELETE FROM erasure WHERE \(goneErasures)", arguments: ["before": limits.erasures?.milliseconds])
        return database.changesCount
    }

    /// When the newest document was erased that a snapshot may still hold; nil where there is none.
    static func newestErasure(_ database: Database) throws -> Moment? {
        try Int64.fetchOne(database, sql: "SELECT MAX(erased_at) FROM erasure").map { Moment(milliseconds: $0) }
    }

    /// When the last event was recorded.
    static func journalHead(_ database: Database) throws -> Moment? {
        try Int64.fetchOne(database, sql: "SELECT at FROM audit_event ORDER BY sequence DESC LIMIT 1")
            .map { Moment(milliseconds: $0) }
    }

    private static func arguments(_ limits: PurgeRules.Limits) -> StatementArguments {
        [
            "ended": limits.sessions.milliseconds, "idle": limits.idle.milliseconds,
            "publicIdle": limits.publicIdle.milliseconds,
        ]
    }
}
