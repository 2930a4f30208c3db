import GRDB

/// A document and the safe it lies in.
struct LocatedDocument: Sendable {
    let record: DocumentRecord
    let safe: SafeRecord
    /// What a professional is to the holder, as far as this document goes.
    var relation = SafeRelation.none

    /// Both rows as of one moment; nil where there is no such document.
    static func find(_ id: DocumentID, in database: Database) throws -> LocatedDocument? {
        guard let record = try DocumentRecord.find(id, in: database),
            let safe = try SafeRecord.find(record.safe, in: database)
        else { return nil }
        return LocatedDocument(record: record, safe: safe)
    }
}
