import GRDB

/// A row of the table `sent_code`: a code on its way, for one half session or one session.
struct SentCodeRecord: Sendable {
    let subject: [UInt8]
    let account: AccountID
    let kind: SecondFactorKind
    let mark: [UInt8]
    let endsAt: Moment
    let sends: Int
    let tries: Int

    /// How long a code is good (AUT-07).
    static let life = Duration.minutes(5)
    /// How often it may be sent anew in one step (AUT-07).
    static let mostSends = 3
    /// How often one may be typed (AUT-07).
    static let mostTries = 5
    static let digits = 6
}

extension SentCodeRecord {
    static func find(_ subject: [UInt8], in database: Database) throws -> SentCodeRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM sent_code WHERE subject = ?", arguments: [subject.blob]).map { row in
            SentCodeRecord(
                subject: subject,
                account: try row.identifier("account"),
                kind: try SecondFactorKind(stored: row["kind"]),
                mark: row.bytes("mark") ?? [],
                endsAt: Moment(milliseconds: row["ends_at"]),
                sends: row["sends"],
                tries: row["tries"]
            )
        }
    }

    /// Writes it down in the place of the one before; its tries begin anew, the sends go on.
    func save(in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO sent_code (subject, account, kind, mark, ends_at, sends, tries) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (subject) DO UPDATE SET kind = excluded.kind, mark = excluded.mark, ends_at = excluded.ends_at,
                    sends = excluded.sends, tries = excluded.tries
                """,
            arguments: [subject.blob, account.blob, kind.rawValue, mark.blob, endsAt.milliseconds, sends, tries])
    }

    /// Counts a try.
    static func noteTry(_ subject: [UInt8], in database: Database) throws {
        try database.execute(sql: "UPDATE sent_code SET tries = tries + 1 WHERE subject = ?", arguments: [subject.blob])
    }

    static func delete(_ subject: [UInt8], in database: Database) throws {
        try database.execute(sql: "DELETE FROM sent_code WHERE subject = ?", arguments: [subject.blob])
    }

    static func deleteAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM sent_code WHERE account = ?", arguments: [account.blob])
    }

    /// Those of sessions live no longer than a code does; their count of sends begins anew then.
    static func sweep(now: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM sent_code WHERE ends_at <= ?", arguments: [now.milliseconds])
    }
}
