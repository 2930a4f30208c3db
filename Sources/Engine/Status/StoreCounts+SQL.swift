import GRDB

/// Numbers out of the catalog for the status screen; each from an index or a small table.
struct StoreCounts: Sendable {
    let documents: Int
    let plaintextBytes: Int
    let fileBytes: Int
    let safes: Int
    let accounts: Int
    let catalogBytes: Int
    let events: Int
    let head: Int64?
    let pendingKeys: Int
    let createdAt: Moment
    let lastBackup: JobRun?
    let lastPurge: JobRun?
    let lastVerification: JobRun?
    let lastDrill: JobRun?

    init(_ database: Database, currentTerm: UInt32) throws {
        func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
        let first = try Int64.fetchOne(database, sql: "SELECT MIN(sequence) FROM audit_event")
        documents = try number("SELECT COUNT(*) FROM document")
        plaintextBytes = try number("SELECT COALESCE(SUM(used), 0) FROM safe")
        // Header and tags, as `SealedFileFormat.fileLength`, from the sum alone: a tag for each started chunk.
        fileBytes =
            plaintextBytes + documents * (SealedFileFormat.headerSize + SealedFileFormat.tagSize)
            + plaintextBytes / SealedFileFormat.chunkSize * SealedFileFormat.tagSize
        safes = try number("SELECT COUNT(*) FROM safe")
        accounts = try number("SELECT COUNT(*) FROM account WHERE state <> 'deleted'")
        catalogBytes = try number("PRAGMA page_count") * number("PRAGMA page_size")
        let last = try JournalEnds.head(database)?.sequence
        head = last
        events = first.flatMap { first in last.map { Int($0 - first + 1) } } ?? 0
        pendingKeys = try WrappedKeys.pending(before: currentTerm, in: database)
        createdAt = try Self.createdAt(database)
        lastBackup = try JobRuns.last(.backup, in: database)
        lastPurge = try JobRuns.last(.purge, in: database)
        lastVerification = try JobRuns.last(.verification, in: database)
        lastDrill = try JobRuns.last(.drill, in: database)
    }

    /// When the store was made.
    static func createdAt(_ database: Database) throws -> Moment {
        Moment(milliseconds: try Int64.fetchOne(database, sql: "SELECT created_at FROM instance") ?? 0)
    }
}
