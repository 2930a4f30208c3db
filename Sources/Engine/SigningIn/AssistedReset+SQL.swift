import GRDB

/// A row of the table `assisted_reset`: two professionals help a holder who is present back in (AUT-10).
struct AssistedResetRecord: Sendable {
    let account: AccountID
    let first: AccountID
    var second: AccountID?
    /// Whether the second factors are to go too.
    let takesFactors: Bool
    /// Sealed.
    let purpose: [UInt8]
    /// The mark of the code, from the confirmation on.
    var mark: [UInt8]?
    let veto: [UInt8]
    var tries: Int
    let startedAt: Moment
    /// When the code begins to work.
    var opensAt: Moment?
    var endsAt: Moment

    /// How long the second professional may take.
    static let patience = Duration.hours(24)
    /// How long the code works once it does.
    static let life = Duration.hours(24)
    /// How often a code may be tried.
    static let mostTries = 5
    static let codeDigits = 8

    /// Whether its code leads nowhere any more: it was proven once, or tried too often. Then another may be begun.
    var isUsedUp: Bool { opensAt != nil && (mark == nil || tries >= Self.mostTries) }

    /// Whether one more wrong code uses it up.
    var endsWithNextTry: Bool { mark != nil && tries == Self.mostTries - 1 }
}

extension AssistedResetRecord {
    /// The one that runs for an account.
    static func find(_ account: AccountID, now: Moment, in database: Database) throws -> AssistedResetRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM assisted_reset WHERE account = ? AND ends_at > ?",
            arguments: [account.blob, now.milliseconds]
        ).map(AssistedResetRecord.init)
    }

    /// The one that a link stops.
    static func find(veto mark: [UInt8], now: Moment, in database: Database) throws -> AssistedResetRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM assisted_reset WHERE veto = ? AND ends_at > ?",
            arguments: [mark.blob, now.milliseconds]
        ).map(AssistedResetRecord.init)
    }

    private init(_ row: Row) throws {
        self.init(
            account: try row.identifier("account"),
            first: try row.identifier("first"),
            second: row.bytes("second").flatMap { AccountID(bytes: $0) },
            takesFactors: row["takes_factors"],
            purpose: row.bytes("purpose") ?? [],
            mark: row.bytes("mark"),
            veto: row.bytes("veto") ?? [],
            tries: row["tries"],
            startedAt: Moment(milliseconds: row["started_at"]),
            opensAt: (row["opens_at"] as Int64?).map(Moment.init(milliseconds:)),
            endsAt: Moment(milliseconds: row["ends_at"])
        )
    }

    func save(in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO assisted_reset
                    (account, first, second, takes_factors, purpose, mark, veto, tries, started_at, opens_at, ends_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.blob, first.blob, (second?.bytes).blob, takesFactors, purpose.blob, mark.blob, veto.blob, tries,
                startedAt.milliseconds, opensAt?.milliseconds, endsAt.milliseconds,
            ])
    }

    static func noteTry(_ account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE assisted_reset SET tries = tries + 1 WHERE account = ?", arguments: [account.blob])
    }

    /// - Returns: whether there was one.
    @discardableResult
    static func delete(_ account: AccountID, in database: Database) throws -> Bool {
        try database.execute(sql: "DELETE FROM assisted_reset WHERE account = ?", arguments: [account.blob])
        return database.changesCount > 0
    }

    /// The place of the sealed purpose.
    static func purposeAddress(of account: AccountID) -> FieldAddress {
        FieldAddress(table: "assisted_reset", column: "purpose", row: account.bytes)
    }
}
