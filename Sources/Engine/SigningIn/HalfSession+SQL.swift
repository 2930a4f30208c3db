import GRDB

/// A row of the table `half_session`: the password was right, the second factor is not yet.
struct HalfSessionRecord: Sendable {
    let digest: [UInt8]
    let account: AccountID
    let mode: SessionMode

    /// How long somebody may look for the code.
    static let life = Duration.minutes(5)
}

extension HalfSessionRecord {
    /// The one of this digest that still runs.
    static func find(_ digest: [UInt8], now: Moment, in database: Database) throws -> HalfSessionRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM half_session WHERE token_digest = ? AND ends_at > ? AND ends_at <= ?",
            arguments: [digest.blob, now.milliseconds, (now + life).milliseconds]
        ).map { row in
            HalfSessionRecord(
                digest: digest, account: try row.identifier("account"),
                mode: SessionMode(rawValue: row["mode"]) ?? .publicComputer)
        }
    }

    static func insert(
        _ digest: [UInt8], account: AccountID, mode: SessionMode, until end: Moment, into database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO half_session (token_digest, account, mode, ends_at) VALUES (?, ?, ?, ?)",
            arguments: [digest.blob, account.blob, mode.rawValue, end.milliseconds])
    }

    static func delete(_ digest: [UInt8], in database: Database) throws {
        try database.execute(sql: "DELETE FROM half_session WHERE token_digest = ?", arguments: [digest.blob])
        try SentCodeRecord.delete(digest, in: database)
    }

    static func deleteAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM half_session WHERE account = ?", arguments: [account.blob])
        try SentCodeRecord.deleteAll(of: account, in: database)
    }

    static func sweep(now: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM half_session WHERE ends_at <= ?", arguments: [now.milliseconds])
        try SentCodeRecord.sweep(now: now, in: database)
    }
}
