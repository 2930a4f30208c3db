import GRDB

/// A row of the table `second_factor`.
struct SecondFactorRecord: Sendable {
    let kind: SecondFactorKind
    /// Of TOTP alone; sealed.
    let secret: [UInt8]?
    let lastStep: Int64?
    let isActive: Bool
    let since: Moment
    let lastUsedAt: Moment?
}

extension SecondFactorRecord {
    /// The active ones of an account, in the order of `SecondFactorKind`.
    static func active(of account: AccountID, in database: Database) throws -> [SecondFactorRecord] {
        let found = try Row.fetchAll(
            database, sql: "SELECT * FROM second_factor WHERE account = ? AND state = 'active'", arguments: [account.blob]
        ).map(SecondFactorRecord.init)
        return SecondFactorKind.allCases.compactMap { kind in found.first { $0.kind == kind } }
    }

    static func find(
        _ kind: SecondFactorKind, of account: AccountID, in database: Database
    ) throws -> SecondFactorRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM second_factor WHERE account = ? AND kind = ?",
            arguments: [account.blob, kind.rawValue]
        ).map(SecondFactorRecord.init)
    }

    private init(_ row: Row) throws {
        self.init(
            kind: try SecondFactorKind(stored: row["kind"]),
            secret: row.bytes("secret"),
            lastStep: row["last_step"],
            isActive: row["state"] == "active",
            since: Moment(milliseconds: row["since"]),
            lastUsedAt: (row["last_used_at"] as Int64?).map(Moment.init(milliseconds:))
        )
    }

    /// Puts one in the place of an earlier one of the same kind.
    static func set(
        _ kind: SecondFactorKind, of account: AccountID, secret: [UInt8]? = nil, isActive: Bool, at now: Moment,
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO second_factor (account, kind, secret, state, since) VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                account.blob, kind.rawValue, secret.blob, isActive ? "active" : "pending", now.milliseconds,
            ])
    }

    static func activate(_ kind: SecondFactorKind, of account: AccountID, at now: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE second_factor SET state = 'active', since = ? WHERE account = ? AND kind = ?",
            arguments: [now.milliseconds, account.blob, kind.rawValue])
    }

    /// Notes that a code of it was taken.
    static func noteUse(
        _ kind: SecondFactorKind, of account: AccountID, step: Int64? = nil, at now: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE second_factor SET last_used_at = ?, last_step = coalesce(?, last_step) WHERE account = ? AND kind = ?
                """,
            arguments: [now.milliseconds, step, account.blob, kind.rawValue])
    }

    static func delete(_ kind: SecondFactorKind, of account: AccountID, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM second_factor WHERE account = ? AND kind = ?", arguments: [account.blob, kind.rawValue])
        if kind == .printed { try PrintedCodes.deleteAll(of: account, in: database) }
    }

    /// The place of a sealed seed.
    static func secretAddress(of account: AccountID) -> FieldAddress {
        FieldAddress(table: "second_factor", column: "secret", row: account.bytes)
    }
}

/// The table `printed_code`.
enum PrintedCodes {
    static func replace(_ marks: [[UInt8]], of account: AccountID, in database: Database) throws {
        try deleteAll(of: account, in: database)
        for mark in marks {
            try database.execute(
                sql: "INSERT INTO printed_code (mark, account) VALUES (?, ?)", arguments: [mark.blob, account.blob])
        }
    }

    /// Uses one up.
    ///
    /// - Returns: whether there was one.
    static func use(_ mark: [UInt8], of account: AccountID, in database: Database) throws -> Bool {
        try database.execute(
            sql: "DELETE FROM printed_code WHERE mark = ? AND account = ?", arguments: [mark.blob, account.blob])
        return database.changesCount > 0
    }

    /// How many are left.
    static func count(of account: AccountID, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM printed_code WHERE account = ?", arguments: [account.blob]) ?? 0
    }

    static func deleteAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM printed_code WHERE account = ?", arguments: [account.blob])
    }
}
