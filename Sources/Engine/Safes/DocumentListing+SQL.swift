import GRDB

extension DocumentListing {
    /// Reads the page `asked`, or the nearest that exists.
    ///
    /// The index alone finds the rows of the page: what is not shown is not opened.
    static func read(_ asked: Int, of safe: SafeID, key: SafeKey, reader: Actor, in database: Database) throws -> Self {
        let total = try SafeRecord.find(safe, in: database)?.documents ?? 0
        let page = min(max(asked, 1), pageCount(of: total))
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT \(DocumentRecord.columns) FROM document WHERE id IN (
                    SELECT id FROM document WHERE safe = ? ORDER BY deposited_at DESC, id DESC LIMIT ? OFFSET ?
                ) ORDER BY deposited_at DESC, id DESC
                """,
            arguments: [safe.blob, size, (page - 1) * size])
        let entries = try rows.map { try Entry($0, key: key, reader: reader) }
        return Self(entries: entries, page: page, total: total)
    }
}

extension DocumentListing.Entry {
    /// - Throws: what is no damage of this one row.
    fileprivate init(_ row: Row, key: SafeKey, reader: Actor) throws {
        do {
            self = .document(try DocumentSummary(DocumentRecord(row), key: key, reader: reader))
        } catch let failure as VaultFailure where failure.kind == .damaged {
            self = .damaged(
                DamagedDocument(
                    id: try row.identifier("id"), size: row["size"],
                    depositedAt: Moment(milliseconds: row["deposited_at"]), code: failure.code))
        }
    }
}
