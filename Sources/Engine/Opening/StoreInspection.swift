import Foundation
import GRDB

/// A look at a catalog before anything opens it for writing: a start that ends locked changes not a byte of the store,
/// so whoever finds the right key file finds the store as it was.
enum StoreInspection {
    /// Refuses a catalog of a newer version, and a key file that is not the one of this store. Nothing to say where there
    /// is no catalog yet. Blocks.
    ///
    /// - Throws: `storeNewer`, `keyFileForeign`, `keyTermUnknown`, `catalogDamaged`, `diskFull`, `diskFailed`.
    static func require(_ path: String, fits keyFile: KeyFile) throws {
        guard try exists(path) else { return }
        let log = try exists(path + "-wal")
        if try exists(path + "-journal") || (log && !exists(path + "-shm")) {
            return try requireCopy(of: path, fits: keyFile)
        }
        // Nobody writes it now: the state folder is locked. Without a log SQLite needs nothing beside the file; with one
        // it builds the index of the log in memory where it may not write the one on the disk.
        try look(at: path, log ? "mode=ro&readonly_shm=1" : "immutable=1", keyFile)
    }

    private static func exists(_ path: String) throws -> Bool { try FileCopies.length(of: path) ?? 0 > 0 }

    /// A log without its index, or a first start that was cut off: SQLite would write beside them, so it does elsewhere.
    private static func requireCopy(of path: String, fits keyFile: KeyFile) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vaultd-\(UUID().uuidString)").path
        try Files.makeFolder(folder)
        defer { _ = try? FileCopies.removeTree(folder) }
        for ending in ["", "-wal", "-journal"] {
            _ = try FileCopies.copy(path + ending, to: folder + "/catalog" + ending, health: StoreHealth())
        }
        try look(at: folder + "/catalog", "mode=rw", keyFile)
    }

    private static func look(at path: String, _ mode: String, _ keyFile: KeyFile) throws {
        var configuration = Configuration()
        configuration.readonly = mode != "mode=rw"
        configuration.publicStatementArguments = false
        let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
        do {
            let queue = try DatabaseQueue(path: "file:\(escaped)?\(mode)", configuration: configuration)
            defer { try? queue.close() }
            try queue.read { database in
                guard try database.tableExists("key_term") else { return }
                guard try !Catalog.migrator.hasBeenSuperseded(database) else { throw VaultFailure(.storeNewer) }
                try StoreOpening.check(KeyTerms.all(database), keyFile)
            }
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }
}
