import Foundation
import GRDB
import Testing
import TestSupport

@testable import Engine

/// What an upgrade leaves behind to go back to.
struct UpgradeCopyTests {
    @Test func `before a migration changes a catalog, a snapshot is made that still has the old schema`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let names = Catalog.migrator.migrations
            try #require(names.count > 1, "there is no second step of the schema yet")
            try await box.restart { try Self.makeOlder(box, first: names[0]) }
            let snapshots = try await box.vault.snapshots(by: TemporaryVault.staff)
            #expect(snapshots.count == 1)
            #expect(!UpgradeCopy(settings: box.settings).exists)
            let found = try await box.vault.verifySnapshot(SnapshotChoice("latest"), by: TemporaryVault.staff)
            #expect(found.problems.isEmpty)
        }
    }

    @Test func `the copy that is set aside is the catalog as the older version knew it`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let names = Catalog.migrator.migrations
            let path = box.folder + "/old.sqlite"
            let pool = try DatabasePool(path: path)
            try Catalog.migrator.migrate(pool, upTo: names[0])
            let copy = UpgradeCopy(settings: box.settings)
            try copy.make(of: pool, before: Catalog.migrator)
            let applied = try await DatabaseQueue(path: copy.path).read { try Catalog.migrator.appliedIdentifiers($0) }
            #expect(applied == [names[0]])
        }
    }

    @Test func `a new catalog and one that is up to date are not copied`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let copy = UpgradeCopy(settings: box.settings)
            let pool = try DatabasePool(path: box.folder + "/new.sqlite")
            try copy.make(of: pool, before: Catalog.migrator)
            #expect(!copy.exists)
            try Catalog.migrator.migrate(pool)
            try copy.make(of: pool, before: Catalog.migrator)
            #expect(!copy.exists)
            try await box.restart()
            #expect(try await box.vault.snapshots(by: TemporaryVault.staff).isEmpty)
        }
    }

    @Test func `where the disk has no room for the copy, the catalog is not changed`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let names = Catalog.migrator.migrations
            let path = box.folder + "/old.sqlite"
            let pool = try DatabasePool(path: path)
            try Catalog.migrator.migrate(pool, upTo: names[0])
            var settings = box.settings
            settings.state = box.folder + "/no-such-folder"
            let copy = UpgradeCopy(settings: settings)
            #expect(throws: VaultFailure.self) { try Catalog.migrate(pool, upgradeCopy: copy) }
            let applied = try await pool.read { try Catalog.migrator.appliedIdentifiers($0) }
            #expect(applied == [names[0]])
        }
    }

    /// Puts a catalog with the first schema alone in the place of the present one, with what a new store has in it.
    private static func makeOlder(_ box: TemporaryVault, first: String) throws {
        let path = box.settings.catalogFile
        let new = try DatabaseQueue(path: path)
        let old = try DatabaseQueue(path: path + ".old")
        try Catalog.migrator.migrate(old, upTo: first)
        try new.close()
        try old.write { database in
            try database.execute(sql: "ATTACH ? AS new", arguments: [path])
            for table in ["instance", "key_term", "system_key"] {
                let columns = try database.columns(in: table).map(\.name).joined(separator: ", ")
                try database.execute(sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM new.\(table)")
            }
        }
        try old.close()
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
    }
}
