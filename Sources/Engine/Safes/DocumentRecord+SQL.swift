import GRDB

/// A row of the table `document`, still sealed.
struct DocumentRecord: Sendable {
    let id: DocumentID
    let safe: SafeID
    let title: [UInt8]
    let fileName: [UInt8]
    let digest: [UInt8]
    let mediaType: String
    let size: Int
    let wrappedKey: [UInt8]
    let commitment: [UInt8]
    let visibility: String
    let depositor: AccountID
    let depositorRole: String
    /// The structure for which a professional put it in.
    var depositorStructure: StructureID?
    let channel: String
    let depositedAt: Moment
    /// Whether the holder has kept what a professional put in (SHR-07).
    var isKept = true
    /// Whether it is read after explicit consent alone (SHR-08).
    var isSensitive = false

    static let columns = """
        id, safe, title, file_name, digest, media_type, size, wrapped_key, commitment, visibility, depositor, \
        depositor_role, depositor_structure, channel, deposited_at, kept, sensitive
        """
}

extension DocumentRecord {
    init(_ row: Row) throws {
        self.init(
            id: try row.identifier("id"),
            safe: try row.identifier("safe"),
            title: row.bytes("title") ?? [],
            fileName: row.bytes("file_name") ?? [],
            digest: row.bytes("digest") ?? [],
            mediaType: row["media_type"],
            size: row["size"],
            wrappedKey: row.bytes("wrapped_key") ?? [],
            commitment: row.bytes("commitment") ?? [],
            visibility: row["visibility"],
            depositor: try row.identifier("depositor"),
            depositorRole: row["depositor_role"],
            depositorStructure: row.bytes("depositor_structure").flatMap { StructureID(bytes: $0) },
            channel: row["channel"],
            depositedAt: Moment(milliseconds: row["deposited_at"]),
            isKept: row["kept"],
            isSensitive: row["sensitive"]
        )
    }

    func insert(into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO document (\(Self.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.blob, safe.blob, title.blob, fileName.blob, digest.blob, mediaType, size, wrappedKey.blob,
                commitment.blob, visibility, depositor.blob, depositorRole,
                depositorStructure?.blob, channel, depositedAt.milliseconds, isKept, isSensitive,
            ])
    }

    /// The row of a document; nil where there is none.
    static func find(_ id: DocumentID, in database: Database) throws -> DocumentRecord? {
        try Row.fetchOne(database, sql: "SELECT \(columns) FROM document WHERE id = ?", arguments: [id.blob])
            .map { try DocumentRecord($0) }
    }

    /// The ids of all documents, from the small index rather than the whole table.
    static func allIDs(_ database: Database) throws -> Set<DocumentID> {
        let rows = try Row.fetchCursor(database, sql: "SELECT id FROM document INDEXED BY document_safe")
        var ids: Set<DocumentID> = []
        while let row = try rows.next() { ids.insert(try row.identifier("id")) }
        return ids
    }

    /// Those of `ids` that there is a document of.
    static func existing(among ids: [DocumentID], _ database: Database) throws -> Set<DocumentID> {
        let statement = try database.makeStatement(sql: "SELECT EXISTS (SELECT 1 FROM document WHERE id = ?)")
        return Set(try ids.filter { try Bool.fetchOne(statement, arguments: [$0.blob]) == true })
    }

    /// The ids of the documents of a safe, oldest first.
    static func ids(in safe: SafeID, _ database: Database) throws -> [DocumentID] {
        try Row.fetchAll(
            database, sql: "SELECT id FROM document WHERE safe = ? ORDER BY deposited_at, id", arguments: [safe.blob]
        ).map { try $0.identifier("id") }
    }

    /// The ids of the documents in an account's own safe, oldest first; none where it has no safe.
    static func ids(of holder: AccountID, _ database: Database) throws -> [DocumentID] {
        try SafeRecord.find(of: holder, in: database).map { try ids(in: $0.id, database) } ?? []
    }

    /// Whose document it is; nil where there is none.
    static func holder(of id: DocumentID, in database: Database) throws -> AccountID? {
        try Row.fetchOne(
            database,
            sql: "SELECT holder FROM safe JOIN document ON document.safe = safe.id WHERE document.id = ?",
            arguments: [id.blob]
        ).map { try $0.identifier("holder") }
    }

    /// Gives it another title, sealed.
    static func setTitle(_ sealed: [UInt8], of id: DocumentID, in database: Database) throws {
        try database.execute(sql: "UPDATE document SET title = ? WHERE id = ?", arguments: [sealed.blob, id.blob])
    }

    /// Marks it as kept by its holder.
    static func keep(_ id: DocumentID, in database: Database) throws {
        try database.execute(sql: "UPDATE document SET kept = 1 WHERE id = ?", arguments: [id.blob])
    }

    /// Marks it as sensitive, or takes the mark away.
    static func setSensitive(_ isSensitive: Bool, of id: DocumentID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE document SET sensitive = ? WHERE id = ?", arguments: [isSensitive, id.blob])
    }

    /// Deletes the row and with it the wrapped key: the file is unreadable from here on.
    func delete(in database: Database) throws {
        try database.execute(sql: "DELETE FROM document WHERE id = ?", arguments: [id.blob])
    }

    /// The place of one of its sealed fields.
    static func address(_ column: String, of id: DocumentID) -> FieldAddress {
        FieldAddress(table: "document", column: column, row: id.bytes)
    }
}
