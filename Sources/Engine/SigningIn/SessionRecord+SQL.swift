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
    /// Whether the account has a second factor.
    let hasSecondFactor: Bool
    /// Until when a reset of its password that others began may be stopped; nil where there is none.
    let stoppableResetUntil: Moment?
    /// When the password was last proven in this session.
    let verifiedAt: Moment
    /// When the second factor was last proven in this session; the beginning of time where it never was.
    let factorAt: Moment
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
                    safe.id AS safe, must_change, mode, verified_at, factor_at, last_seen_at, ends_at,
                    EXISTS (
                        SELECT 1 FROM second_factor f WHERE f.account = account.id AND f.state = 'active') AS has_factor,
                    (SELECT max(ends_at) FROM (
                        SELECT ends_at FROM assisted_reset a WHERE a.account = account.id
                        UNION ALL SELECT ends_at FROM credential_reset c
                        WHERE c.account = account.id AND c.way = 'question' AND c.proven_at IS NOT NULL)) AS stoppable
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
            hasSecondFactor: row["has_factor"],
            stoppableResetUntil: (row["stoppable"] as Int64?).map(Moment.init(milliseconds:)),
            verifiedAt: Moment(milliseconds: row["verified_at"]),
            factorAt: Moment(milliseconds: row["factor_at"]),
            mode: SessionMode(rawValue: row["mode"]) ?? .publicComputer,
            lastSeenAt: Moment(milliseconds: row["last_seen_at"]),
            endsAt: Moment(milliseconds: row["ends_at"])
        )
    }

    /// A session whose password was proven now.
    static func insert(_ new: NewSession, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO session (token_digest, former_digest, account, mode, source, browser, created_at, last_seen_at, ends_at,
                    verified_at, factor_at)
                VALUES (:token, :former, :account, :mode, :source, :browser, :created, :now, :end, :now, :factor)
                """,
            arguments: [
                "token": new.reference.digest.blob, "account": new.account.blob, "mode": new.mode.rawValue,
                "source": new.source.blob, "browser": new.browser.blob, "created": new.createdAt.milliseconds,
                "now": new.now.milliseconds, "end": new.endsAt.milliseconds,
                "factor": new.factorAt?.milliseconds ?? 0, "former": (new.former?.digest).blob,
            ])
    }

    /// Notes that the second factor was proven.
    static func noteFactor(_ reference: SessionReference, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE session SET factor_at = ? WHERE token_digest = ?",
            arguments: [moment.milliseconds, reference.digest.blob])
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

    /// Ends every session of the account.
    ///
    /// - Returns: how many ended.
    @discardableResult
    static func deleteAll(of account: AccountID, in database: Database) throws -> Int {
        try database.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [account.blob])
        return database.changesCount
    }

    /// The place of one of its sealed fields.
    static func address(_ column: String, of reference: SessionReference) -> FieldAddress {
        FieldAddress(table: "session", column: column, row: reference.digest)
    }
}
