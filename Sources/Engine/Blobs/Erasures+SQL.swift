import GRDB

/// What was erased, kept until no snapshot can hold it any more.
enum Erasures {
    /// Adds one, whose file is still there.
    static func insert(_ document: DocumentID, holder: AccountID, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO erasure (document, holder, erased_at, file_removed) VALUES (?, ?, ?, 0)",
            arguments: [document.blob, holder.blob, moment.milliseconds])
    }

    /// Those whose file is not known to be removed.
    static func unfinished(_ database: Database) throws -> Set<DocumentID> {
        let rows = try Row.fetchAll(database, sql: "SELECT document FROM erasure WHERE file_removed = 0")
        return Set(try rows.map { try $0.identifier("document") })
    }

    /// All that is known to have been erased.
    static func all(_ database: Database) throws -> Set<DocumentID> {
        let rows = try Row.fetchAll(database, sql: "SELECT document FROM erasure")
        return Set(try rows.map { try $0.identifier("document") })
    }

    /// Notes that the file is gone.
    static func finish(_ documents: some Sequence<DocumentID>, in database: Database) throws {
        for document in documents {
            try database.execute(
                sql: "UPDATE erasure SET file_removed = 1 WHERE document = ?", arguments: [document.blob])
        }
    }
}
