import Foundation
import GRDB
import Logging
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
            #expect(!UpgradeCopy(settings: box.settings, clock: box.clock).exists)
            let found = try await box.vault.verifySnapshot(SnapshotChoice("latest"), by: TemporaryVault.staff)
            #expect(found.problems.isEmpty)
        }
    }

    @Test func `an upgrade is in the journal, once, and an opening without one is not`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.restart()
            #expect(try await Self.upgrades(box.vault) == 0)
            try await box.restart { try Self.makeOlder(box, first: Catalog.migrator.migrations[0]) }
            #expect(try await Self.upgrades(box.vault) == 1)
            try await box.restart()
            #expect(try await Self.upgrades(box.vault) == 1)
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        }
    }

    @Test func `an upgrade that was stopped before it was in the journal comes into it at the next start`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.restart {
                try Self.makeOlder(box, first: Catalog.migrator.migrations[0])
                let stopped = try DatabaseQueue(path: box.settings.catalogFile)
                try Catalog.migrator.migrate(stopped)
                try stopped.close()
            }
            #expect(try await Self.upgrades(box.vault) == 1)
            try await box.restart()
            #expect(try await Self.upgrades(box.vault) == 1)
        }
    }

    @Test func `a snapshot of an older version that is restored tells in its journal that it was upgraded`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.restart { try Self.makeOlder(box, first: Catalog.migrator.migrations[0]) }
            _ = try await box.restore()
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let restored = try await Vault.open(settings: box.elsewhere, clock: box.clock, logger: logger)
            #expect(try await Self.upgrades(restored) == 1)
            #expect(try await restored.verifyAudit(by: TemporaryVault.staff).problem == nil)
            try await restored.close()
        }
    }

    @Test func `a store opens although its upgrade cannot be journaled, and makes up for it later`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.restart {
                try Self.makeOlder(box, first: Catalog.migrator.migrations[0])
                let older = try DatabaseQueue(path: box.settings.catalogFile)
                try older.write {
                    try $0.execute(
                        sql: """
                            CREATE TRIGGER refusing BEFORE INSERT ON audit_event WHEN NEW.kind = 'storeUpgraded'
                            BEGIN SELECT RAISE(ABORT, 'not now'); END
                            """)
                }
                try older.close()
            }
            #expect(try await Self.upgrades(box.vault) == 0)
            try await box.vault.catalog.write { try $0.execute(sql: "DROP TRIGGER refusing") }
            try await box.restart()
            #expect(try await Self.upgrades(box.vault) == 1)
        }
    }

    @Test func `an upgrade that was stopped between two steps keeps the catalog of before the first`() async throws {
        try await Self.withStoppedUpgrade { box, pool, copy in
            let made = try #require(try copy.madeAt())
            box.clock.advance(by: .days(1))
            #expect(try copy.make(of: pool, before: Catalog.migrator))
            #expect(try await Self.steps(copy) == [Catalog.migrator.migrations[0]])
            #expect(try copy.madeAt() == made)
        }
    }

    @Test func `the copy of an older upgrade that came to its end is replaced`() async throws {
        try await Self.withStoppedUpgrade { box, pool, copy in
            try await pool.write {
                try $0.execute(
                    sql:
                        "INSERT INTO audit_end (name, sequence, link, seal) VALUES ('head', 1, randomblob(32), randomblob(32))"
                )
            }
            box.clock.advance(by: .days(1))
            #expect(try copy.make(of: pool, before: Catalog.migrator))
            #expect(try await Self.steps(copy) == Set(Catalog.migrator.migrations.prefix(2)))
            #expect(try copy.madeAt() == box.clock.now())
        }
    }

    @Test(arguments: [0, 8192])
    func `a copy that is damaged is no way back, and is replaced`(_ length: Int) async throws {
        try await Self.withStoppedUpgrade { _, pool, copy in
            try Data(repeating: 7, count: length).write(to: URL(filePath: copy.path))
            #expect(try copy.make(of: pool, before: Catalog.migrator))
            #expect(try await Self.steps(copy) == Set(Catalog.migrator.migrations.prefix(2)))
        }
    }

    @Test func `the copy that is set aside is the catalog as the older version knew it`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let names = Catalog.migrator.migrations
            let path = box.folder + "/old.sqlite"
            let pool = try DatabasePool(path: path)
            try Catalog.migrator.migrate(pool, upTo: names[0])
            let copy = UpgradeCopy(settings: box.settings, clock: box.clock)
            _ = try copy.make(of: pool, before: Catalog.migrator)
            #expect(try await Self.steps(copy) == [names[0]])
        }
    }

    @Test func `a new catalog and one that is up to date are not copied`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let copy = UpgradeCopy(settings: box.settings, clock: box.clock)
            let pool = try DatabasePool(path: box.folder + "/new.sqlite")
            _ = try copy.make(of: pool, before: Catalog.migrator)
            #expect(!copy.exists)
            try Catalog.migrator.migrate(pool)
            _ = try copy.make(of: pool, before: Catalog.migrator)
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
            let copy = UpgradeCopy(settings: settings, clock: box.clock)
            #expect(throws: VaultFailure.self) { try Catalog.migrate(pool, upgradeCopy: copy) }
            let applied = try await pool.read { try Catalog.migrator.appliedIdentifiers($0) }
            #expect(applied == [names[0]])
        }
    }

    @Test func `a copy that no snapshot could be made of never becomes the newest state once there is a newer snapshot`()
        async throws
    {
        try await Self.withUpgradeOnAFullDisk { box, vault in
            let newer = try await vault.backup(by: TemporaryVault.staff)
            try await vault.close()
            box.clock.advance(by: .days(1))
            try await box.restart()
            #expect(try await box.vault.snapshots(by: TemporaryVault.staff).map(\.id) == [newer.id])
            let copy = try #require(try await box.vault.status(by: TemporaryVault.staff).backup.upgradeCopy)
            #expect(copy.madeAt == newer.madeAt && copy.path == box.vault.upgradeCopy.path)
            #expect(try await Self.isTold(box))
        }
    }

    @Test func `it stays for the operator as long as a snapshot would, and then a purge removes it`() async throws {
        try await Self.withUpgradeOnAFullDisk { box, vault in
            _ = try await vault.backup(by: TemporaryVault.staff)
            try await vault.close()
            try await box.restart()
            box.clock.advance(by: .days(box.settings.backups.keepDays - 2))
            _ = try await box.vault.purge(by: TemporaryVault.staff)
            #expect(box.vault.upgradeCopy.exists)
            box.clock.advance(by: .days(1))
            let plan = try await box.vault.purgePlan(by: TemporaryVault.staff)
            #expect(plan.items.contains { $0.kind == .upgradeCopies && $0.count == 1 })
            let done = try await box.vault.purge(by: TemporaryVault.staff)
            #expect(done.items.contains { $0.kind == .upgradeCopies && $0.count == 1 })
            #expect(!box.vault.upgradeCopy.exists)
            #expect(try await !Self.isTold(box))
        }
    }

    @Test func `while nothing is newer, the next start makes its snapshot, which is as old as the copy`() async throws {
        try await Self.withUpgradeOnAFullDisk { box, vault in
            let upgraded = box.clock.now()
            #expect(try await Self.isTold(box, vault))
            try await vault.close()
            box.clock.advance(by: .days(2))
            try await box.restart()
            #expect(try await box.vault.snapshots(by: TemporaryVault.staff).map(\.madeAt) == [upgraded])
            #expect(!box.vault.upgradeCopy.exists)
            #expect(try await !Self.isTold(box))
        }
    }

    @Test func `it makes no snapshot that would bring back an account that was deleted since`() async throws {
        try await Self.withUpgradeOnAFullDisk { box, vault in
            let awa = NewBeneficiary(loginName: "awa", firstName: "Awa", lastName: "Diallo")
            let account = try await vault.addBeneficiary(awa, by: TemporaryVault.staff).id
            _ = try await AccountErasure(vault: vault, account: account, actor: .schedule).run()
            try await vault.close()
            try await box.restart()
            #expect(try await box.vault.snapshots(by: TemporaryVault.staff).isEmpty)
            #expect(box.vault.upgradeCopy.exists)
        }
    }

    @Test func `the master key that it needs stays as long as it does`() async throws {
        try await Self.withUpgradeOnAFullDisk { box, vault in
            let rotation = try await vault.rotateKeys(by: TemporaryVault.staff)
            #expect(rotation.kept.map(\.term) == [1] && rotation.removedTerms.isEmpty)
            _ = try await vault.backup(by: TemporaryVault.staff)
            try await vault.close()
            try await box.restart()
            box.clock.advance(by: .days(box.settings.backups.keepDays))
            _ = try await box.vault.purge(by: TemporaryVault.staff)
            #expect(box.vault.keys.keyring.terms == [2])
        }
    }

    /// How many upgrades the journal tells of.
    private static func upgrades(_ vault: Vault) async throws -> Int? {
        try await vault.catalog.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM audit_event WHERE kind = 'storeUpgraded'")
        }
    }

    /// The steps of the schema that the copy has.
    private static func steps(_ copy: UpgradeCopy) async throws -> Set<String> {
        try await DatabaseQueue(path: copy.path).read { try Catalog.migrator.appliedIdentifiers($0) }
    }

    /// A catalog of which a copy was made at the first step, and that came to the second before a stop.
    private static func withStoppedUpgrade(
        _ body: (TemporaryVault, DatabasePool, UpgradeCopy) async throws -> Void
    ) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let pool = try DatabasePool(path: box.folder + "/old.sqlite")
            try Catalog.migrator.migrate(pool, upTo: Catalog.migrator.migrations[0])
            let copy = UpgradeCopy(settings: box.settings, clock: box.clock)
            #expect(try copy.make(of: pool, before: Catalog.migrator))
            try Catalog.migrator.migrate(pool, upTo: Catalog.migrator.migrations[1])
            try await body(box, pool, copy)
        }
    }

    /// An upgrade for whose snapshot the disk had no room. There is room again in `vault`, as after files were removed.
    private static func withUpgradeOnAFullDisk(_ body: (TemporaryVault, _ vault: Vault) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.vault.close()
            try makeOlder(box, first: Catalog.migrator.migrations[0])
            var settings = box.settings
            settings.documents.diskReserve = 1 << 60
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
            #expect(try await vault.snapshots(by: TemporaryVault.staff).isEmpty)
            #expect(UpgradeCopy(settings: box.settings, clock: box.clock).exists)
            try await body(box, vault.adopting(box.settings))
        }
    }

    private static func isTold(_ box: TemporaryVault, _ vault: Vault? = nil) async throws -> Bool {
        let alerts = try await (vault ?? box.vault).status(by: TemporaryVault.staff).health.alerts
        return alerts.contains { $0.message.contains("as it was before the upgrade") && $0.hint?.contains("README") == true }
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
