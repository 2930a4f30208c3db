import Foundation
import Logging
import TestSupport
import Testing

@testable import Engine

@Suite struct RestoreTests {
    private static func opened<Value>(
        _ box: TemporaryVault, _ settings: Settings, _ body: (Vault) async throws -> Value
    ) async throws -> Value {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
        let value = try await body(vault)
        try await vault.close()
        return value
    }

    @Test func `an empty machine gets every document back byte for byte`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            var papers: [DocumentID: [UInt8]] = [:]
            for size in [20, 65_536, 65_537, 200_000] {
                let bytes = TestPaper.text(bytes: size)
                papers[try await box.deposit(bytes, by: awa).id] = bytes
            }
            let snapshot = try await box.backup()
            let settings = box.elsewhere
            let summary = try await box.restore(into: settings)
            #expect(summary.snapshot == snapshot.id)
            #expect(summary.documents == 4)
            try await Self.opened(box, settings) { vault async throws in
                for (id, bytes) in papers {
                    #expect(try await TemporaryVault.content(of: id, by: awa, in: vault) == bytes)
                }
                #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
                let kinds = try await vault.catalog.read { try JournalMarks.restores($0).map(\.kind) }
                #expect(kinds == ["storeRestored"])
            }
        }
    }

    @Test func `a named snapshot gives the state of its day`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let early = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            let first = try await box.backup()
            box.clock.advance(by: .days(1))
            try await box.deposit(TestPaper.text(bytes: 2000), by: box.back(awa))
            try await box.backup()
            let settings = box.elsewhere
            _ = try await box.restore(.named(first.id), into: settings)
            try await Self.opened(box, settings) { vault async throws in
                let listed = try await vault.documents(in: awa.safe, by: awa.actor)
                #expect(listed.map(\.id) == [early.id])
            }
        }
    }

    @Test func `a restore over the snapshots of its own store is no broken journal`() async throws {
        try await TemporaryVault.with { box in
            let first = try await box.backup()
            box.clock.advance(by: .days(1))
            for _ in 1...3 { _ = try await box.vault.purge(by: TemporaryVault.staff) }
            try await box.backup()
            var settings = box.elsewhere
            settings.backups.folder = box.settings.snapshotFolder
            _ = try await box.restore(.named(first.id), into: settings)
            try await Self.opened(box, settings) { vault async throws in
                #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
                box.clock.advance(by: .days(1))
                #expect(try await vault.backup(by: TemporaryVault.staff).sequence == 3)
            }
        }
    }

    @Test func `nobody is signed in after a restore`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.backup()
            let settings = box.elsewhere
            _ = try await box.restore(into: settings)
            try await Self.opened(box, settings) { vault async throws in
                #expect(try await vault.session(token: awa.token, source: TemporaryVault.source) == nil)
            }
        }
    }

    @Test func `a folder that holds a store is refused`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.backup()
            let settings = box.elsewhere
            _ = try await box.restore(into: settings)
            await #expect(throws: VaultFailure(.storeNotEmpty)) { try await box.restore(into: settings) }
            try await Self.opened(box, settings) { vault async throws in
                #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
            }
        }
    }

    @Test func `a folder that a vaultd uses is refused`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.backup()
            await #expect(throws: VaultFailure(.storeInUse)) { try await box.restore(into: box.settings) }
        }
    }

    @Test func `a folder with anything else in it is refused and left alone`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.backup()
            let settings = box.elsewhere
            try FileManager.default.createDirectory(atPath: settings.state, withIntermediateDirectories: true)
            let stranger = settings.state + "/thesis.txt"
            try Data([1]).write(to: URL(filePath: stranger))
            await #expect(throws: VaultFailure(.storeNotEmpty)) { try await box.restore(into: settings) }
            #expect(FileManager.default.fileExists(atPath: stranger))
        }
    }

    @Test func `a foreign key file is refused before anything is written`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.backup()
            let settings = box.elsewhere
            let foreign = box.folder + "/keys/foreign.keys"
            _ = try KeyFile.create(path: foreign, placement: .anywhere, now: box.clock.now())
            await #expect(throws: VaultFailure(.keyFileForeign)) {
                try await box.restore(into: settings, keyFile: foreign)
            }
            #expect(!FileManager.default.fileExists(atPath: settings.state))
        }
    }

    @Test func `a damaged snapshot is refused and the folder stays empty`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            try await box.backup()
            let files = SnapshotFiles(box)
            try files.change(files.pool()[0]) { $0[300] ^= 1 }
            let settings = box.elsewhere
            await #expect(throws: VaultFailure(.snapshotDamaged)) { try await box.restore(into: settings) }
            #expect(!FileManager.default.fileExists(atPath: settings.catalogFile))
            #expect(!FileManager.default.fileExists(atPath: settings.state + "/.restoring"))
        }
    }

    @Test func `a restore that was stopped begins anew`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            try await box.backup()
            let settings = box.elsewhere
            // As a stop between the two renames leaves it: documents in place, catalog not yet.
            let stopped = settings.blobFolder + "/ab"
            try FileManager.default.createDirectory(atPath: stopped, withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                atPath: settings.state + "/.restoring", withIntermediateDirectories: true)
            try Data([1]).write(to: URL(filePath: stopped + "/\(DocumentID().text)"))
            #expect(try await box.restore(into: settings).documents == 1)
            try await Self.opened(box, settings) { vault async throws in
                #expect(try await vault.documents(in: awa.safe, by: awa.actor).count == 1)
            }
        }
    }

    @Test func `a document that was erased while the snapshot was made stays erased`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let erased = try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            let kept = try await box.deposit(TestPaper.text(bytes: 3000), by: awa)
            try await box.vault.catalog.write { try RestoredCatalog.forget([erased.id], in: $0) }
            #expect(try await box.vault.documents(in: awa.safe, by: awa.actor).map(\.id) == [kept.id])
            #expect(try await box.vault.safeOverview(by: awa.actor, safe: awa.safe).used == 3000)
        }
    }
}
