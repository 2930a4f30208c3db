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

    /// Whose sessions ended because nothing was done in them or their day was over, and when each did, the first in front.
    static func endedSessions(
        _ limits: PurgeRules.Limits, _ rules: SessionRules, in database: Database
    ) throws -> [AccountID: [Moment]] {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT account, mode, last_seen_at, ends_at FROM session WHERE \(endedSessions)",
            arguments: arguments(limits))
        var ends: [AccountID: [Moment]] = [:]
        while let row = try rows.next() {
            let end = rules.idleEnd(
                SessionMode(rawValue: row["mode"]) ?? .publicComputer,
                lastSeen: Moment(milliseconds: row["last_seen_at"]), endsAt: Moment(milliseconds: row["ends_at"]))
            ends[try row.identifier("account"), default: []].append(end)
        }
        return ends.mapValues { $0.sorted() }
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
