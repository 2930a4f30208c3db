import GRDB

/// A row of the table `session` with what its person needs to be known.
struct SessionRecord: Sendable {
    let account: AccountID
    let role: Role
    let accountState: String
    let language: String
    let firstName: [UInt8]
    let lastName: [UInt8]
    let safe: SafeID?
    let mustChangePassword: Bool
    let mode: SessionMode
    let lastSeenAt: Moment
    let endsAt: Moment
}

extension SessionRecord {
    static func find(_ reference: SessionReference, in database: Database) throws -> SessionRecord? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT account.id AS account, role, account.state AS state, language, first_name, last_name,
                    safe.id AS safe, must_change, mode, last_seen_at, ends_at
                FROM session
                JOIN account ON account.id = session.account
                JOIN password ON password.account = account.id
                LEFT JOIN safe ON safe.holder = account.id
                WHERE token_digest = ?
                """,
            arguments: [reference.digest.blob]
        ).map { try SessionRecord($0) }
    }

    private init(_ row: Row) throws {
        self.init(
            account: try row.identifier("account"),
            role: try Role(stored: row["role"]),
            accountState: row["state"],
            language: row["language"],
            firstName: row.bytes("first_name") ?? [],
            lastName: row.bytes("last_name") ?? [],
            safe: row.bytes("safe").flatMap { SafeID(bytes: $0) },
            mustChangePassword: row["must_change"],
            mode: SessionMode(rawValue: row["mode"]) ?? .publicComputer,
            lastSeenAt: Moment(milliseconds: row["last_seen_at"]),
            endsAt: Moment(milliseconds: row["ends_at"])
        )
    }

    static func insert(
        _ reference: SessionReference, account: AccountID, mode: SessionMode, source: [UInt8], from start: Moment,
        to end: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO session (token_digest, account, mode, source, created_at, last_seen_at, ends_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                reference.digest.blob, account.blob, mode.rawValue, source.blob, start.milliseconds, start.milliseconds,
                end.milliseconds,
            ])
    }

    /// Notes activity.
    static func touch(_ reference: SessionReference, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE session SET last_seen_at = ? WHERE token_digest = ?",
            arguments: [moment.milliseconds, reference.digest.blob])
    }

    /// - Returns: whether there was one.
    static func delete(_ reference: SessionReference, in database: Database) throws -> Bool {
        try database.execute(sql: "DELETE FROM session WHERE token_digest = ?", arguments: [reference.digest.blob])
        return database.changesCount > 0
    }

    /// Ends every session of the account but one.
    ///
    /// - Returns: how many ended.
    static func deleteOthers(of account: AccountID, but reference: SessionReference, in database: Database) throws -> Int {
        try database.execute(
            sql: "DELETE FROM session WHERE account = ? AND token_digest <> ?",
            arguments: [account.blob, reference.digest.blob])
        return database.changesCount
    }

    /// Removes sessions that have ended; they were refused already since. For the purge.
    ///
    /// - Returns: how many went.
    static func sweep(now: Moment, settings: Settings.SigningIn, in database: Database) throws -> Int {
        let rules = SessionRules(settings)
        var count = 0
        for mode in SessionMode.allCases {
            try database.execute(
                sql: "DELETE FROM session WHERE mode = ? AND (ends_at <= ? OR last_seen_at <= ?)",
                arguments: [mode.rawValue, now.milliseconds, (now - rules.idle(mode)).milliseconds])
            count += database.changesCount
        }
        return count
    }

    /// The place of the sealed source.
    static func sourceAddress(_ reference: SessionReference) -> FieldAddress {
        FieldAddress(table: "session", column: "source", row: reference.digest)
    }
}
