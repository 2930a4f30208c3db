import GRDB

/// The table `attempt`: one row for each failure of the last day, so that a cap on the failures of a day or an hour holds
/// for every 24 hours or 60 minutes, and not by the calendar only.
enum Attempts {
    static func add(_ subject: [UInt8], at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO attempt (subject, at) VALUES (?, ?)", arguments: [subject.blob, moment.milliseconds])
    }

    /// When the earliest of the last `count` happened; nil where there were fewer since `start`.
    static func earliest(ofLast count: Int, _ subject: [UInt8], since start: Moment, in database: Database) throws -> Moment?
    {
        try Int64.fetchOne(
            database, sql: "SELECT at FROM attempt WHERE subject = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
            arguments: [subject.blob, start.milliseconds, count - 1]
        ).map(Moment.init(milliseconds:))
    }

    /// How long until a day has room for another, where it has `most` of them; nil where there is room. One that lies
    /// ahead was noted before the clock was set back, and does not count: else it would for as long as it lies ahead.
    static func rest(after most: Int, in subject: [UInt8], now: Moment, _ database: Database) throws -> Duration? {
        try Int64.fetchOne(
            database,
            sql: "SELECT at FROM attempt WHERE subject = ? AND at > ? AND at <= ? ORDER BY at DESC LIMIT 1 OFFSET ?",
            arguments: [subject.blob, (now - LockoutRules.memory).milliseconds, now.milliseconds, most - 1]
        ).map { (Moment(milliseconds: $0) + LockoutRules.memory).since(now) }
    }

    /// Takes the one of a moment back.
    static func remove(_ subject: [UInt8], at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM attempt WHERE rowid = (SELECT rowid FROM attempt WHERE subject = ? AND at = ? LIMIT 1)",
            arguments: [subject.blob, moment.milliseconds])
    }

    /// Takes the last one back.
    static func removeLast(_ subject: [UInt8], in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM attempt WHERE rowid = (SELECT rowid FROM attempt WHERE subject = ? ORDER BY at DESC LIMIT 1)",
            arguments: [subject.blob])
    }

    /// Removes what no cap looks at any more.
    static func sweep(before moment: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM attempt WHERE at <= ?", arguments: [moment.milliseconds])
    }
}
