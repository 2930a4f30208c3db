import GRDB

/// The table `password`.
enum PasswordRecord {
    static func set(
        _ hash: PasswordHash, of account: AccountID, mustChange: Bool, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO password (account, hash, pepper_generation, must_change, changed_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, pepper_generation = excluded.pepper_generation,
                    must_change = excluded.must_change, changed_at = excluded.changed_at
                """,
            arguments: [account.blob, hash.text, hash.pepperGeneration, mustChange, moment.milliseconds])
    }

    /// Puts a hash of another cost or pepper in the place of `old`, unless the password was changed meanwhile.
    static func renew(_ old: PasswordHash, to new: PasswordHash, of account: AccountID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE password SET hash = ?, pepper_generation = ? WHERE account = ? AND hash = ?",
            arguments: [new.text, new.pepperGeneration, account.blob, old.text])
    }

    /// The highest cost that a hash has; nil where there is none. One look-up in an index.
    static func highestCost(in database: Database) throws -> Int? {
        try Int.fetchOne(database, sql: highestCostQuery)
    }

    static let highestCostQuery = """
        SELECT CAST(substr(hash, 5, 2) AS INTEGER) FROM password ORDER BY substr(hash, 5, 2) DESC LIMIT 1
        """

    static func find(_ account: AccountID, in database: Database) throws -> PasswordHash? {
        try Row.fetchOne(
            database, sql: "SELECT hash, pepper_generation FROM password WHERE account = ?", arguments: [account.blob]
        ).map { PasswordHash(text: $0["hash"], pepperGeneration: $0["pepper_generation"]) }
    }
}
