import Foundation
import GRDB

/// What a backup needs to know of the catalog, read from the copy that the snapshot will hold, so that both agree.
struct SnapshotCopy: Sendable {
    /// In ascending order of their ids.
    let documents: [Document]
    /// Terms of the master keys that wrap something in the copy.
    let terms: Set<UInt32>
    /// Fingerprints of all terms that the copy knows.
    let fingerprints: [UInt32: [UInt8]]
    let journal: SnapshotManifest.JournalMark

    /// A document, as far as its file is concerned.
    struct Document: Sendable {
        let id: DocumentID
        let fileLength: Int
        let commitment: [UInt8]
    }

    /// Reads the copy at `path` and has SQLite check it. Blocks.
    ///
    /// - Throws: `catalogDamaged`, `diskFailed`.
    static func read(_ path: String) throws -> SnapshotCopy {
        do {
            let queue = try open(path)
            defer { try? queue.close() }
            return try queue.read { database in
                try requireWhole(database)
                return SnapshotCopy(
                    documents: try documents(database),
                    terms: try terms(database),
                    fingerprints: try KeyTerms.all(database),
                    journal: try journal(database)
                )
            }
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    /// The database file at `path`, for reading only.
    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.publicStatementArguments = false
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// - Throws: `catalogDamaged`.
    static func requireWhole(_ database: Database) throws {
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        guard answer == "ok" else { throw VaultFailure(.catalogDamaged, ["reason": answer ?? "no answer"]) }
    }

    private static func documents(_ database: Database) throws -> [Document] {
        let rows = try Row.fetchCursor(database, sql: "SELECT id, size, commitment FROM document ORDER BY id")
        var documents: [Document] = []
        while let row = try rows.next() {
            documents.append(
                Document(
                    id: try row.identifier("id"),
                    fileLength: SealedFileFormat.fileLength(plaintextLength: row["size"]),
                    commitment: row.bytes("commitment") ?? []
                ))
        }
        return documents
    }

    static func terms(_ database: Database) throws -> Set<UInt32> {
        Set(try UInt32.fetchAll(database, sql: "SELECT term FROM safe UNION SELECT term FROM system_key"))
    }

    private static func journal(_ database: Database) throws -> SnapshotManifest.JournalMark {
        let head = try JournalEnds.head(database)
        return .init(sequence: head?.sequence ?? 0, link: head?.link ?? AuditChain.genesis)
    }
}
