import GRDB

/// A row of the table `recovery_card`.
struct RecoveryCardRecord: Sendable {
    let account: AccountID
    let pin: PasswordHash
    let tries: Int
    let madeAt: Moment
    /// Whether the second factor was proven for it, or there was none; see `RecoveryCardStanding`.
    let isProven: Bool
}

extension RecoveryCardRecord {
    /// The card with these words.
    static func find(mark: [UInt8], in database: Database) throws -> RecoveryCardRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM recovery_card WHERE mark = ?", arguments: [mark.blob])
            .map(RecoveryCardRecord.init)
    }

    /// The card of an account.
    static func find(_ account: AccountID, in database: Database) throws -> RecoveryCardRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM recovery_card WHERE account = ?", arguments: [account.blob])
            .map(RecoveryCardRecord.init)
    }

    private init(_ row: Row) throws {
        self.init(
            account: try row.identifier("account"),
            pin: PasswordHash(text: row["pin"], pepperGeneration: row["pepper_generation"]),
            tries: row["tries"],
            madeAt: Moment(milliseconds: row["made_at"]),
            isProven: row["proven"]
        )
    }

    /// Puts a card in the place of an earlier one, which is void then.
    func replace(mark: [UInt8], in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO recovery_card (account, mark, pin, pepper_generation, tries, made_at, proven)
                VALUES (?, ?, ?, ?, 0, ?, ?)
                """,
            arguments: [account.blob, mark.blob, pin.text, pin.pepperGeneration, madeAt.milliseconds, isProven])
    }

    /// Counts a try before it is judged.
    static func noteTry(_ account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE recovery_card SET tries = tries + 1 WHERE account = ?", arguments: [account.blob])
    }

    /// Takes back a try that could not be judged.
    static func takeBackTry(_ account: AccountID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE recovery_card SET tries = max(tries - 1, 0) WHERE account = ?", arguments: [account.blob])
    }

    static func forgetTries(_ account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE recovery_card SET tries = 0 WHERE account = ?", arguments: [account.blob])
    }

    /// - Returns: whether there was one.
    @discardableResult
    static func delete(_ account: AccountID, in database: Database) throws -> Bool {
        try database.execute(sql: "DELETE FROM recovery_card WHERE account = ?", arguments: [account.blob])
        return database.changesCount > 0
    }
}

extension AccountRecord {
    /// `YYYY-MM-DD`; nil where it is not known.
    static func birthDate(of account: AccountID, _ directory: FieldCipher, in database: Database) throws -> String? {
        try Row.fetchOne(database, sql: "SELECT birth_date FROM account WHERE id = ?", arguments: [account.blob])?
            .bytes("birth_date").map { try directory.openText($0, at: address("birth_date", of: account)) }
    }
}
