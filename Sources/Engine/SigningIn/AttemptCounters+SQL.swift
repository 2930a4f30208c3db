import GRDB

/// The table `attempt_counter`.
enum AttemptCounters {
    static func find(_ subject: [UInt8], in database: Database) throws -> LockoutRules.Counter? {
        try Row.fetchOne(
            database, sql: "SELECT failures, blocked_until, last_failure_at FROM attempt_counter WHERE subject = ?",
            arguments: [subject.blob]
        ).map { row in
            LockoutRules.Counter(
                failures: row["failures"],
                blockedUntil: (row["blocked_until"] as Int64?).map(Moment.init(milliseconds:)),
                lastFailureAt: Moment(milliseconds: row["last_failure_at"])
            )
        }
    }

    static func set(_ counter: LockoutRules.Counter, pauses: Int, of subject: [UInt8], in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO attempt_counter (subject, failures, pauses, blocked_until, last_failure_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, pauses = excluded.pauses,
                    blocked_until = excluded.blocked_until, last_failure_at = excluded.last_failure_at
                """,
            arguments: [
                subject.blob, counter.failures, pauses, counter.blockedUntil?.milliseconds,
                counter.lastFailureAt.milliseconds,
            ])
    }

    static func remove(_ subject: [UInt8], in database: Database) throws {
        try database.execute(sql: "DELETE FROM attempt_counter WHERE subject = ?", arguments: [subject.blob])
    }

    /// Removes counters without a failure since `moment` and without a running pause.
    ///
    /// - Returns: how many went.
    static func sweep(before moment: Moment, now: Moment, in database: Database) throws -> Int {
        try database.execute(
            sql: "DELETE FROM attempt_counter WHERE last_failure_at < ? AND coalesce(blocked_until, 0) < ?",
            arguments: [moment.milliseconds, now.milliseconds])
        return database.changesCount
    }
}
