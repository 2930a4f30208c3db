import Foundation
import Logging
import TestSupport
import Testing

@testable import Engine

/// What a restore without a name takes, what it passes over, and what it does about damage.
@Suite struct RestoreChoiceTests {
    @Test func `one bad file keeps no other document from coming back`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let kept = TestPaper.text(bytes: 3000)
            let bad = try await box.deposit(TestPaper.text(bytes: 2000), title: "bad", by: awa).id
            let good = try await box.deposit(kept, title: "good", by: awa).id
            try await box.backup()
            let files = SnapshotFiles(box)
            try files.change(files.pool(bad)) { $0[300] ^= 1 }
            let summary = try await box.restore()
            #expect(summary.documents == 1)
            #expect(summary.damaged == ["\(files.pool(bad)) was altered"])
            #expect(!summary.isComplete)
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let vault = try await Vault.open(settings: box.elsewhere, clock: box.clock, logger: logger)
            #expect(try await TemporaryVault.content(of: good, by: awa, in: vault) == kept)
            await #expect(throws: VaultFailure(.documentMissing)) {
                try await TemporaryVault.content(of: bad, by: awa, in: vault)
            }
            let journal = try await vault.journal(of: awa.person, page: 1).entries
            #expect(journal.contains { $0.kind == .documentDamaged })
            #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
            try await vault.close()
        }
    }

    @Test func `a snapshot without any of its documents is refused, and the folder stays empty`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for _ in 1...2 { try await box.deposit(TestPaper.text(bytes: 2000), by: awa) }
            try await box.backup()
            let files = SnapshotFiles(box)
            for file in try files.pool() { try files.remove(file) }
            await #expect(throws: VaultFailure(.snapshotDamaged)) { try await box.restore() }
            #expect(!FileManager.default.fileExists(atPath: box.elsewhere.catalogFile))
        }
    }

    @Test func `a newer snapshot that the key file does not open is not passed over in silence`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let old = box.folder + "/keys/old.keys"
            try FileManager.default.copyItem(atPath: box.settings.keys.file, toPath: old)
            let before = try await box.backup().id
            _ = try await box.vault.rotateKeys(by: TemporaryVault.staff)
            box.clock.advance(by: .days(1))
            let after = try await box.backup().id
            let failure = await #expect(throws: VaultFailure(.newerSnapshotLocked)) {
                try await box.restore(keyFile: old)
            }
            #expect(failure?.sentence.contains(after) == true)
            #expect(failure?.sentence.contains("term 2") == true)
            #expect(failure?.hint?.contains(before) == true)
            #expect(!FileManager.default.fileExists(atPath: box.elsewhere.catalogFile))
            #expect(try await box.restore(.named(before), keyFile: old).snapshot == before)
        }
    }

    @Test func `a newer snapshot that is damaged is passed over and named`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let good = try await box.backup().id
            box.clock.advance(by: .days(1))
            let damaged = try await box.backup().id
            box.clock.advance(by: .days(1))
            let unreadable = try await box.backup().id
            let files = SnapshotFiles(box)
            try files.change("\(damaged)/catalog.sealed") { $0[200] ^= 1 }
            #expect(try await box.vault.verifySnapshot(.named(damaged), by: TemporaryVault.staff).problems.count == 1)
            try files.replace("\(unreadable)/MANIFEST", with: [1])
            let summary = try await box.restore()
            #expect(summary.snapshot == good)
            #expect([damaged, unreadable].allSatisfy { id in summary.warnings.contains { $0.contains(id) } })
            #expect(!summary.isComplete)
        }
    }

    @Test func `snapshots of other stores in the folder do not stand in the way`() async throws {
        try await TemporaryVault.with(.withoutScanner) { other in
            other.clock.advance(by: .days(9))
            let stranger = try await other.backup().id
            try await TemporaryVault.with(.withoutScanner) { box in
                let own = try await box.backup().id
                let files = SnapshotFiles(box)
                try FileManager.default.copyItem(atPath: SnapshotFiles(other).path(stranger), toPath: files.path(stranger))
                let summary = try await box.restore()
                #expect(summary.snapshot == own)
                #expect(summary.warnings.count == 1)
            }
        }
    }
}
