import GRDB

/// A row of the table `session` as its person looks at it.
struct SessionListing: Sendable {
    let reference: SessionReference
    let mode: SessionMode
    let source: [UInt8]
    let browser: [UInt8]?
    let createdAt: Moment
    let lastSeenAt: Moment
    let endsAt: Moment
}

extension SessionListing {
    /// The account's, last used first; ended ones included.
    static func all(of account: AccountID, in database: Database) throws -> [SessionListing] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM session WHERE account = ? ORDER BY last_seen_at DESC", arguments: [account.blob]
        ).map(SessionListing.init)
    }

    static func find(
        _ reference: SessionReference, of account: AccountID, in database: Database
    ) throws -> SessionListing? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM session WHERE token_digest = ? AND account = ?",
            arguments: [reference.digest.blob, account.blob]
        ).map(SessionListing.init)
    }

    private init(_ row: Row) {
        self.init(
            reference: SessionReference(digest: row.bytes("token_digest") ?? []),
            mode: SessionMode(rawValue: row["mode"]) ?? .publicComputer,
            source: row.bytes("source") ?? [],
            browser: row.bytes("browser"),
            createdAt: Moment(milliseconds: row["created_at"]),
            lastSeenAt: Moment(milliseconds: row["last_seen_at"]),
            endsAt: Moment(milliseconds: row["ends_at"])
        )
    }
}
