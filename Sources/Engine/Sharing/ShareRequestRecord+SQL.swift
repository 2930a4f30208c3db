import GRDB

/// A row of the table `share_request`.
struct ShareRequestRecord: Sendable {
    let id: ShareRequestID
    let holder: AccountID
    let structure: StructureID
    let professional: AccountID
    let message: [UInt8]
    let askedAt: Moment

    func insert(into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO share_request (id, holder, structure, professional, message, state, asked_at)
                VALUES (?, ?, ?, ?, ?, 'open', ?)
                """,
            arguments: [id.blob, holder.blob, structure.blob, professional.blob, message.blob, askedAt.milliseconds])
    }

    /// How many of a professional's requests a person has not answered.
    static func openCount(from professional: AccountID, to holder: AccountID, in database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: "SELECT COUNT(*) FROM share_request WHERE holder = ? AND professional = ? AND state = 'open'",
            arguments: [holder.blob, professional.blob]) ?? 0
    }

    /// What a person has not answered, newest first.
    static func open(to holder: AccountID, in database: Database) throws -> [ShareRequestRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id, holder, structure, professional, message, asked_at FROM share_request
                WHERE holder = ? AND state = 'open' ORDER BY asked_at DESC, id
                """,
            arguments: [holder.blob]
        ).map { row in
            ShareRequestRecord(
                id: try row.identifier("id"), holder: try row.identifier("holder"),
                structure: try row.identifier("structure"), professional: try row.identifier("professional"),
                message: row.bytes("message") ?? [], askedAt: Moment(milliseconds: row["asked_at"]))
        }
    }

    /// Answers a request that is open.
    ///
    /// - Returns: whether it was.
    static func answer(_ id: ShareRequestID, _ state: String, in database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE share_request SET state = ? WHERE id = ? AND state = 'open'", arguments: [state, id.blob])
        return database.changesCount == 1
    }

    /// The place of one of its sealed fields.
    static func address(_ column: String, of id: ShareRequestID) -> FieldAddress {
        FieldAddress(table: "share_request", column: column, row: id.bytes)
    }
}
