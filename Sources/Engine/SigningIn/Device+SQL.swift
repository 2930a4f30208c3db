import GRDB

/// A row of the table `device`: a browser that an account has been used in.
struct DeviceRecord: Sendable {
    let reference: DeviceReference
    let browser: [UInt8]?
    let knownAt: Moment
    let lastUsedAt: Moment
    let trustedUntil: Moment?

    /// Whether it may go without the second factor.
    func isTrusted(at now: Moment) -> Bool {
        guard let trustedUntil else { return false }
        // Longer than any trust lasts: the clock was set back.
        return trustedUntil > now && trustedUntil.since(now) <= Self.longestTrust
    }

    /// The bound of the setting (AUT-12).
    static let longestTrust = Duration.days(30)
    /// How long a browser is remembered.
    static let memory = Duration.days(365)
    /// Browsers that one account is known in; the one that was used longest ago is forgotten first.
    static let most = 20
}

extension DeviceRecord {
    static func find(_ reference: DeviceReference, of account: AccountID, in database: Database) throws -> DeviceRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM device WHERE token_digest = ? AND account = ?",
            arguments: [reference.digest.blob, account.blob]
        ).map(DeviceRecord.init)
    }

    /// The account's, last used first.
    static func all(of account: AccountID, in database: Database) throws -> [DeviceRecord] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM device WHERE account = ? ORDER BY last_used_at DESC", arguments: [account.blob]
        ).map(DeviceRecord.init)
    }

    private init(_ row: Row) {
        self.init(
            reference: DeviceReference(digest: row.bytes("token_digest") ?? []),
            browser: row.bytes("browser"),
            knownAt: Moment(milliseconds: row["known_at"]),
            lastUsedAt: Moment(milliseconds: row["last_used_at"]),
            trustedUntil: (row["trusted_until"] as Int64?).map(Moment.init(milliseconds:))
        )
    }

    /// Notes that the account was used in it now. A trust that runs stays as it is.
    static func note(
        _ reference: DeviceReference, of account: AccountID, browser: [UInt8]?, at now: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO device (token_digest, account, browser, known_at, last_used_at) VALUES (:token, :account, :browser, :now, :now)
                ON CONFLICT (token_digest, account) DO UPDATE SET last_used_at = :now, browser = :browser
                """,
            arguments: [
                "token": reference.digest.blob, "account": account.blob, "browser": browser.blob, "now": now.milliseconds,
            ])
        try database.execute(
            sql: """
                DELETE FROM device WHERE account = :account AND token_digest NOT IN (
                    SELECT token_digest FROM device WHERE account = :account ORDER BY last_used_at DESC LIMIT :most)
                """,
            arguments: ["account": account.blob, "most": most])
    }

    static func trust(
        _ reference: DeviceReference, of account: AccountID, until end: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE device SET trusted_until = ? WHERE token_digest = ? AND account = ?",
            arguments: [end.milliseconds, reference.digest.blob, account.blob])
    }

    /// - Returns: whether there was one.
    static func delete(_ reference: DeviceReference, of account: AccountID, in database: Database) throws -> Bool {
        try database.execute(
            sql: "DELETE FROM device WHERE token_digest = ? AND account = ?",
            arguments: [reference.digest.blob, account.blob])
        return database.changesCount > 0
    }

    /// Forgets all of the account's.
    static func deleteAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM device WHERE account = ?", arguments: [account.blob])
    }

    /// Ends the trust in all of the account's; they stay known.
    static func distrustAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE device SET trusted_until = NULL WHERE account = ?", arguments: [account.blob])
    }

    /// Forgets those that have not been used for a year.
    static func sweep(now: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM device WHERE last_used_at < ?", arguments: [(now - memory).milliseconds])
    }

    /// The place of the sealed kind of browser.
    static func browserAddress(_ reference: DeviceReference) -> FieldAddress {
        FieldAddress(table: "device", column: "browser", row: reference.digest)
    }
}
