import GRDB

/// How somebody gets back in who has lost the password.
public enum ResetWay: String, Sendable, CaseIterable {
    case email, sms, card, assisted, question
}

/// A row of the table `credential_reset`.
struct CredentialResetRecord: Sendable {
    let browser: [UInt8]
    /// Nil where the name was unknown or nothing could be sent: the row is there all the same.
    let account: AccountID?
    let way: ResetWay
    /// Of the link or code; after an answer to the secret question, of the link that stops it.
    let mark: [UInt8]?
    var provenAt: Moment?
    /// Before that no new password is taken.
    var opensAt: Moment
    var endsAt: Moment
    let tries: Int
    /// Whether it may take the second factors away, where the holder says at its end that they are lost.
    var takesFactors = false

    /// How long a link or code is good, and then how long the choice of a password may take.
    static let life = Duration.minutes(15)
    /// How often a link or code may be tried.
    static let mostTries = 5
    /// Links and codes that can be asked for in a day for one name from one network, and in one browser that the account
    /// knows.
    static let mostADay = 3
    /// The same from all networks together, in browsers that the account does not know.
    static let mostOfStrangers = 9
}

extension CredentialResetRecord {
    /// The one of this browser that still runs.
    static func find(_ browser: [UInt8], now: Moment, in database: Database) throws -> CredentialResetRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM credential_reset WHERE browser = ? AND ends_at > ?",
            arguments: [browser.blob, now.milliseconds]
        ).map { row in
            guard let way = ResetWay(rawValue: row["way"]) else {
                throw VaultFailure(.catalogDamaged, ["reason": "unknown way of a reset"])
            }
            return CredentialResetRecord(
                browser: browser,
                account: row.bytes("account").flatMap { AccountID(bytes: $0) },
                way: way,
                mark: row.bytes("mark"),
                provenAt: (row["proven_at"] as Int64?).map(Moment.init(milliseconds:)),
                opensAt: Moment(milliseconds: row["opens_at"]),
                endsAt: Moment(milliseconds: row["ends_at"]),
                tries: row["tries"],
                takesFactors: row["takes_factors"]
            )
        }
    }

    func save(in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO credential_reset
                    (browser, account, way, mark, proven_at, opens_at, ends_at, tries, takes_factors)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                browser.blob, (account?.bytes).blob, way.rawValue, mark.blob, provenAt?.milliseconds,
                opensAt.milliseconds, endsAt.milliseconds, tries, takesFactors,
            ])
    }

    static func noteTry(_ browser: [UInt8], in database: Database) throws {
        try database.execute(
            sql: "UPDATE credential_reset SET tries = tries + 1 WHERE browser = ?", arguments: [browser.blob])
    }

    static func deleteAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM credential_reset WHERE account = ?", arguments: [account.blob])
    }

    /// Deletes those that wait for a message.
    static func deleteSent(of account: AccountID, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM credential_reset WHERE account = ? AND way IN ('email', 'sms')", arguments: [account.blob])
    }

    /// Deletes those that wait for days, and those that two professionals have opened.
    ///
    /// - Returns: how many there were.
    static func deleteSlow(of account: AccountID, in database: Database) throws -> Int {
        try database.execute(
            sql: "DELETE FROM credential_reset WHERE account = ? AND way IN ('question', 'assisted')",
            arguments: [account.blob])
        return database.changesCount
    }

    /// The account whose wait a link stops.
    static func account(ofVeto mark: [UInt8], now: Moment, in database: Database) throws -> AccountID? {
        try Row.fetchOne(
            database, sql: "SELECT account FROM credential_reset WHERE mark = ? AND way = 'question' AND ends_at > ?",
            arguments: [mark.blob, now.milliseconds]
        )?.bytes("account").flatMap { AccountID(bytes: $0) }
    }

    static func sweep(now: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM credential_reset WHERE ends_at <= ?", arguments: [now.milliseconds])
        try database.execute(sql: "DELETE FROM assisted_reset WHERE ends_at <= ?", arguments: [now.milliseconds])
        try ContactChangeRecord.sweep(now: now, in: database)
    }
}
