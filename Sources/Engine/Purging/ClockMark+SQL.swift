import GRDB

/// The one row of what is known of the clock.
enum ClockMark {
    /// What earlier looks found; nil before the first.
    static func read(_ database: Database) throws -> ClockTrust? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT trusted_at, trusted_uptime, trusted_boot, seen_at, seen_uptime, seen_boot, watched
                FROM clock_mark
                """)
        guard let row else { return nil }
        func reading(_ prefix: String) -> ClockReading {
            ClockReading(
                wall: Moment(milliseconds: row["\(prefix)_at"]), uptime: .milliseconds(row["\(prefix)_uptime"] as Int64),
                boot: row["\(prefix)_boot"])
        }
        return ClockTrust(
            trusted: reading("trusted"), seen: reading("seen"),
            watched: (row["watched"] as Int64?).map { .milliseconds($0) })
    }

    static func write(_ trust: ClockTrust, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO clock_mark (only, trusted_at, trusted_uptime, trusted_boot, seen_at, seen_uptime,
                    seen_boot, watched) VALUES (1, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                trust.trusted.wall.milliseconds, trust.trusted.uptime.inMilliseconds, trust.trusted.boot,
                trust.seen.wall.milliseconds, trust.seen.uptime.inMilliseconds, trust.seen.boot,
                trust.watched?.inMilliseconds,
            ])
    }

    /// What a look at `reading` makes of it; writes nothing.
    static func look(at reading: ClockReading, in database: Database) throws -> ClockTrust {
        guard var trust = try read(database) else {
            return ClockTrust(first: reading, last: try PurgeQueries.journalHead(database))
        }
        trust.look(at: reading)
        return trust
    }
}
