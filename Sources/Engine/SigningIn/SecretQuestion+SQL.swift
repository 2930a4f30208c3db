import GRDB

/// The secret question (AUT-09): only where the operator switches it on, and never enough alone. A right answer begins
/// a wait of three days, of which the holder is told on every channel and which one press stops (security.md 2.4).
enum SecretQuestion {
    /// Questions to choose from; their words are in the catalogues.
    static let count = 5
    /// Letters and figures that an answer has at least.
    static let shortest = 4
    /// Between the answer and the new password.
    static let delay = Duration.hours(72)
    /// How long the new password may then be chosen.
    static let life = Duration.hours(24)

    /// What is hashed: question and answer together, without regard to case, accents, blanks and signs.
    static func phrase(_ question: Int, _ answer: SecretText) -> SecretText {
        SecretText("secret-answer:\(question):\(folded(answer))")
    }

    static func folded(_ answer: SecretText) -> String {
        CardWords.fold(String(answer.reveal().prefix(200))).filter { $0.isLetter || $0.isNumber }
    }

    static func find(_ account: AccountID, in database: Database) throws -> PasswordHash? {
        try Row.fetchOne(
            database, sql: "SELECT answer, pepper_generation FROM secret_question WHERE account = ?",
            arguments: [account.blob]
        ).map { PasswordHash(text: $0["answer"], pepperGeneration: $0["pepper_generation"]) }
    }

    /// The highest cost that an answer's hash has; nil where there is none. One look-up in an index.
    static func highestCost(in database: Database) throws -> Int? {
        try Int.fetchOne(
            database,
            sql: """
                SELECT CAST(substr(answer, 5, 2) AS INTEGER) FROM secret_question ORDER BY substr(answer, 5, 2) DESC LIMIT 1
                """)
    }

    static func set(
        _ hash: PasswordHash, question: [UInt8], of account: AccountID, at now: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO secret_question (account, question, answer, pepper_generation, set_at)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [account.blob, question.blob, hash.text, hash.pepperGeneration, now.milliseconds])
    }

    /// - Returns: whether there was one.
    static func delete(_ account: AccountID, in database: Database) throws -> Bool {
        try database.execute(sql: "DELETE FROM secret_question WHERE account = ?", arguments: [account.blob])
        return database.changesCount > 0
    }
}
