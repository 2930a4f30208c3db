import Foundation
import GRDB
import Synchronization

/// The SQLite database: who there is, what lies in which safe, what happened. Every personal field in it is sealed.
///
/// Exactly one connection writes, and it also does every checkpoint: SQLite before 3.51.3 can corrupt a database
/// when two connections checkpoint at once. Nothing else ever opens the live file.
final class Catalog: Sendable {
    private let pool: DatabasePool
    let path: String
    let ballast: DiskBallast
    /// Whether opening it changed its schema, with the state of before set aside.
    let isUpgraded: Bool
    private let health: StoreHealth
    private let commits = Atomic<UInt64>(0)
    let shared = SharedCommits()

    /// Opens or creates the catalog at `path` and brings its schema up to date, after it was set aside where a copy is
    /// asked for. On a full disk it gets the ballast's room: even opening writes a little.
    ///
    /// - Throws: `catalogDamaged`, `storeNewer`, `diskFull`, `diskFailed`.
    init(path: String, health: StoreHealth = StoreHealth(), upgradeCopy: UpgradeCopy? = nil) throws {
        self.path = path
        self.ballast = DiskBallast(path: path + ".ballast")
        self.health = health
        try ballast.adopt()
        do {
            (pool, isUpgraded) = try Self.open(path, upgradeCopy)
        } catch let failure as VaultFailure where failure.code == .diskFull && ballast.release() {
            (pool, isUpgraded) = try Self.open(path, upgradeCopy)
        }
    }

    private static func open(_ path: String, _ upgradeCopy: UpgradeCopy?) throws -> (DatabasePool, Bool) {
        do {
            let pool = try DatabasePool(path: path, configuration: configuration())
            try makeDurable(pool)
            return (pool, try migrate(pool, upgradeCopy: upgradeCopy))
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    /// Another number after each commit. Whoever decided something from the catalog and goes on under that decision
    /// decides again when it has changed: so no writer can forget to tell (SHR-02).
    var revision: UInt64 { commits.load(ordering: .acquiring) }

    /// Reads from a snapshot of the catalog, beside any writer.
    ///
    /// - Throws: what `body` throws; database errors as `catalogDamaged`, `diskFailed` or `fault`.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    /// Runs `body` in one transaction, durable when this returns; on an error nothing of it remains. On a full disk it
    /// gets the ballast's room and runs once more.
    ///
    /// A failed fsync closes the store for writing: the commit may or may not be on the disk.
    /// - Throws: what `body` throws; database errors as `diskFull`, `diskFailed`, `catalogDamaged` or `fault`.
    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await writeOffBallast(body)
        } catch let failure as VaultFailure where failure.code == .diskFull && ballast.release() {
            return try await writeOffBallast(body)
        }
    }

    /// The same for what must not use the ballast's room.
    ///
    /// - Throws: as `write`.
    @discardableResult
    func writeOffBallast<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            let value = try await pool.write(body)
            commits.add(1, ordering: .releasing)
            return value
        } catch {
            let failure = CatalogFault.failure(for: error, path: path)
            if CatalogFault.isFailedSync(failure) { health.failed("fsync of the catalog failed") }
            throw failure
        }
    }

    /// The same in one commit with what others ask for at this moment: for what many do at once.
    ///
    /// - Parameter body: runs a second time where the disk was too full for all of them.
    /// - Throws: as `write`.
    func writeOffBallastTogether(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        do {
            try await shared.run(body) { [self] changes in try await writeOffBallast(changes) }
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    /// Writes a consistent copy of the whole catalog to `target`, which must not exist. Writers go on meanwhile.
    ///
    /// `VACUUM INTO` on a reader, because the stepwise backup interface starves under writes.
    func copy(to target: String) async throws {
        do {
            try await pool.unsafeRead { database in
                // Concerns the copy alone, which nobody needs after a stop: whoever keeps it makes it durable.
                try database.execute(sql: "PRAGMA synchronous = OFF")
                try database.execute(sql: "VACUUM INTO ?", arguments: [target])
            }
        } catch {
            throw CatalogFault.failure(for: error, path: target)
        }
    }

    /// SQLite's own check of the whole file; nil when it finds nothing.
    func integrityProblem() async throws -> String? {
        let answer = try await read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        return answer == "ok" ? nil : answer ?? "no answer"
    }

    /// Moves the write-ahead log into the main file and shortens it, on the writing connection. A closed catalog has
    /// done so.
    func checkpoint() async throws {
        do {
            try await pool.writeWithoutTransaction { database in
                // A second stop: without a connection SQLite would take the whole process down.
                guard database.sqliteConnection != nil else { return }
                _ = try database.checkpoint(.truncate)
            }
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    /// Waits for running work and closes the file.
    func close() throws { try pool.close() }
}

extension Catalog {
    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "catalog"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(10)
        configuration.publicStatementArguments = false
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA mmap_size = 0")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// GRDB lowers `synchronous` to NORMAL when it turns WAL on, and an acknowledged commit could vanish at a power
    /// cut. So it is raised once the pool exists, and read back.
    private static func makeDurable(_ pool: DatabasePool) throws {
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw VaultFailure(.catalogDamaged, ["reason": "commits cannot be made durable"]) }
    }
}
