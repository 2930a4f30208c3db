import Foundation
import GRDB
import Testing
import TestSupport

@testable import Engine

struct CatalogTests {
    @Test func `commits are durable: synchronous reads back as FULL and the journal is WAL`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let levels = try await box.vault.catalog.write { database in
                (
                    try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                    try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(database, sql: "PRAGMA secure_delete"),
                    try Int.fetchOne(database, sql: "PRAGMA foreign_keys"),
                    try Int.fetchOne(database, sql: "PRAGMA mmap_size")
                )
            }
            #expect(levels.0 == 2)
            #expect(levels.1 == "wal")
            #expect(levels.2 == 1)
            #expect(levels.3 == 1)
            #expect(levels.4 ?? 0 == 0)
            #expect(try await box.vault.catalog.integrityProblem() == nil)
        }
    }

    @Test func `a failed transaction leaves nothing of itself`() async throws {
        struct Interrupted: Error {}
        try await TemporaryVault.with(.withoutScanner) { box in
            await #expect(throws: Interrupted.self) {
                try await box.vault.catalog.write { database in
                    try box.vault.journal.record(AuditEvent(.serviceStarted), by: .schedule, in: database)
                    throw Interrupted()
                }
            }
            let events = try await box.vault.journal.verify().events
            #expect(events == 0)
        }
    }

    @Test func `a second daemon on the same state folder is refused`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            await #expect(throws: VaultFailure(.storeInUse)) {
                _ = try await Vault.open(settings: box.settings, clock: box.clock, logger: box.vault.logger)
            }
        }
    }

    @Test func `a catalog that is no database is named as damaged`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let path = box.folder + "/other.sqlite"
            try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: path))
            #expect(throws: VaultFailure(.catalogDamaged)) { _ = try Catalog(path: path) }
        }
    }

    @Test func `sign-ins of some weeks are found without reading each journal whole`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let plan = try await box.vault.catalog.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT COUNT(DISTINCT owner) FROM audit_event
                        WHERE owner IN (SELECT account FROM affiliation) AND kind = 'signedIn' AND at >= 0
                        """
                ).map { $0["detail"] as String }
            }
            #expect(plan.contains { $0.contains("audit_signed_in (owner=? AND at>?)") }, "\(plan)")
        }
    }

    @Test func `a catalog of a later version is not touched`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let path = box.folder + "/later.sqlite"
            let first = try Catalog(path: path)
            try await first.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 later')") }
            try first.close()
            #expect(throws: VaultFailure(.storeNewer)) { _ = try Catalog(path: path) }
        }
    }
}
