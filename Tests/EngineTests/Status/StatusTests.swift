import Foundation
import GRDB
import TestSupport
import Testing

@testable import Engine

@Suite struct StatusTests {
    @Test func `one screen tells what there is`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 3000), by: awa)
            let snapshot = try await box.backup()
            let status = try await box.vault.status(by: TemporaryVault.staff)
            #expect(status.documents.count == 1 && status.documents.safes == 1 && status.documents.accounts == 1)
            #expect(status.documents.bytes == SealedFileFormat.fileLength(plaintextLength: 3000))
            #expect(status.keys.currentTerm == 1 && status.keys.terms == [1] && status.keys.pending == 0)
            #expect(status.backup.last?.id == snapshot.id && status.backup.kept == 1)
            #expect(status.backup.lastGoodAt == box.clock.now())
            #expect(status.backup.lastRun?.result == .ok)
            #expect(status.backup.nextAt > status.now && status.purge.nextAt > status.now)
            #expect(status.journal.events > 3 && status.journal.head == Int64(status.journal.events))
            #expect(status.disk.free > 0 && status.disk.total >= status.disk.free)
            #expect(status.health.level == .degraded)
        }
    }

    @Test func `a damaged snapshot is critical`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let id = try await box.backup().id
            try SnapshotFiles(box).remove("\(id)/catalog.sealed")
            _ = try await box.verifyLatest()
            let status = try await box.vault.status(by: TemporaryVault.staff)
            #expect(status.health.alerts.contains { $0.level == .critical && $0.message.contains(id) })
        }
    }

    @Test func `a person may not look`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.status(by: awa.actor) }
        }
    }

    @Test func `an older catalog that was put back is found by the snapshot that knows better`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.vault.verifyAudit(by: TemporaryVault.staff)
            let old = box.folder + "/old.sqlite"
            try await box.vault.catalog.copy(to: old)
            for _ in 1...3 { _ = try await box.vault.verifyAudit(by: TemporaryVault.staff) }
            let id = try await box.backup().id
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
            try await box.restart {
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: box.settings.catalogFile + suffix)
                }
                try FileManager.default.copyItem(atPath: old, toPath: box.settings.catalogFile)
            }
            let verification = try await box.vault.verifyAudit(by: TemporaryVault.staff)
            #expect(verification.problem == .behindSnapshot(id: id))
        }
    }

    @Test func `a verification of the journal is an event of its own`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let before = try await box.vault.verifyAudit(by: TemporaryVault.staff).events
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).events == before + 1)
        }
    }
}
