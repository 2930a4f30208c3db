import GRDB

/// A row of the table `external_link`.
struct ExternalLinkRecord: Sendable {
    let id: ExternalLinkID
    let document: DocumentID
    let thirdParty: [UInt8]
    let codeMAC: [UInt8]
    let until: Moment
    let openings: Int
    let openingsLeft: Int
    let wrongCodes: Int
    let createdAt: Moment
    let isRevoked: Bool

    private static let columns = """
        id, document, third_party, code_mac, until, openings_max, openings_left, wrong_codes, created_at, revoked_at
        """

    /// What it is at `now`.
    func state(now: Moment) -> ExternalLink.State {
        if isRevoked { return .revoked }
        if wrongCodes >= ExternalLink.mostWrongCodes { return .dead }
        if until <= now { return .expired }
        return openingsLeft > 0 ? .open : .usedUp
    }

    /// The link as its holder sees it.
    func link(_ key: SafeKey, now: Moment) throws -> ExternalLink {
        ExternalLink(
            id: id, document: document,
            thirdParty: try key.fields.openText(thirdParty, at: Self.address("third_party", of: id)),
            createdAt: createdAt, until: until, openings: openings, openingsLeft: openingsLeft, state: state(now: now))
    }

    /// The place of one of its sealed fields.
    static func address(_ column: String, of id: ExternalLinkID) -> FieldAddress {
        FieldAddress(table: "external_link", column: column, row: id.bytes)
    }
}

extension ExternalLinkRecord {
    private init(_ row: Row) throws {
        self.init(
            id: try row.identifier("id"), document: try row.identifier("document"),
            thirdParty: row.bytes("third_party") ?? [], codeMAC: row.bytes("code_mac") ?? [],
            until: Moment(milliseconds: row["until"]), openings: row["openings_max"],
            openingsLeft: row["openings_left"], wrongCodes: row["wrong_codes"],
            createdAt: Moment(milliseconds: row["created_at"]), isRevoked: (row["revoked_at"] as Int64?) != nil)
    }

    func insert(tokenDigest: [UInt8], into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO external_link (id, document, third_party, token_digest, code_mac, until, openings_max,
                    openings_left, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.blob, document.blob, thirdParty.blob, tokenDigest.blob, codeMAC.blob, until.milliseconds, openings,
                openingsLeft, createdAt.milliseconds,
            ])
    }

    /// The link of a token; nil where there is none, or where its holder's account is not open any more.
    static func find(tokenDigest: [UInt8], in database: Database) throws -> ExternalLinkRecord? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT \(columns) FROM external_link WHERE token_digest = ? AND document IN (
                    SELECT d.id FROM document d JOIN safe s ON s.id = d.safe JOIN account a ON a.id = s.holder
                    WHERE a.state = 'active')
                """,
            arguments: [tokenDigest.blob]
        ).map { try ExternalLinkRecord($0) }
    }

    /// The links of a document, newest first.
    static func all(of document: DocumentID, in database: Database) throws -> [ExternalLinkRecord] {
        try Row.fetchAll(
            database,
            sql: "SELECT \(columns) FROM external_link WHERE document = ? ORDER BY created_at DESC, id",
            arguments: [document.blob]
        ).map { try ExternalLinkRecord($0) }
    }

    /// Whether what was opened by it may still be read.
    static func stands(_ id: ExternalLinkID, document: DocumentID, now: Moment, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database,
            sql: """
                SELECT 1 FROM external_link l JOIN document d ON d.id = l.document JOIN safe s ON s.id = d.safe
                JOIN account a ON a.id = s.holder
                WHERE l.id = ? AND l.document = ? AND l.revoked_at IS NULL AND l.until > ? AND a.state = 'active'
                """,
            arguments: [id.blob, document.blob, now.milliseconds]) != nil
    }

    /// Takes one opening.
    static func takeOpening(_ id: ExternalLinkID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE external_link SET openings_left = openings_left - 1, wrong_codes = 0 WHERE id = ?",
            arguments: [id.blob])
    }

    /// Counts a wrong code.
    static func countWrongCode(_ id: ExternalLinkID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE external_link SET wrong_codes = wrong_codes + 1 WHERE id = ?", arguments: [id.blob])
    }

    /// Ends a link of this document.
    ///
    /// - Returns: whether it was there and not ended before.
    static func revoke(
        _ id: ExternalLinkID, of document: DocumentID, at moment: Moment, in database: Database
    ) throws -> Bool {
        try database.execute(
            sql: "UPDATE external_link SET revoked_at = ? WHERE id = ? AND document = ? AND revoked_at IS NULL",
            arguments: [moment.milliseconds, id.blob, document.blob])
        return database.changesCount == 1
    }

    /// How many links of a safe open something.
    static func openCount(in safe: SafeID, now: Moment, _ database: Database) throws -> Int {
        try Row.fetchAll(
            database,
            sql: "SELECT \(columns) FROM external_link WHERE document IN (SELECT id FROM document WHERE safe = ?)",
            arguments: [safe.blob]
        ).count { try ExternalLinkRecord($0).state(now: now) == .open }
    }

    /// Ends every link of a safe that still opens.
    ///
    /// - Returns: how many there were.
    static func revokeAll(in safe: SafeID, at moment: Moment, _ database: Database) throws -> Int {
        try database.execute(
            sql: """
                UPDATE external_link SET revoked_at = :now WHERE revoked_at IS NULL AND until > :now
                AND document IN (SELECT id FROM document WHERE safe = :safe)
                """,
            arguments: ["now": moment.milliseconds, "safe": safe.blob])
        return database.changesCount
    }
}
