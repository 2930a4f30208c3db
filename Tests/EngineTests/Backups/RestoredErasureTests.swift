import Foundation
import GRDB
import Logging
import TestSupport
import Testing

@testable import Engine

/// RET-02: what was deleted for good does not come back with an older snapshot.
@Suite struct RestoredErasureTests {
    private struct Restored {
        let summary: RestoreSummary
        let titles: [String]
        let used: Int
        let files: Int
        let journal: [AuditEvent.Kind?]
    }

    /// Restores `snapshot` on another machine and looks at what is there.
    private static func restore(
        _ snapshot: String, _ box: TemporaryVault, for person: TestPerson, from folder: String? = nil,
        _ erased: Restore.Erased = .stayErased
    ) async throws -> Restored {
        var settings = box.settings
        settings.state = box.folder + "/elsewhere-\(UUID().uuidString)"
        let restore = Restore(
            snapshotFolder: folder ?? box.settings.snapshotFolder, choice: .named(snapshot), settings: settings,
            keyFile: try KeyFile.load(path: settings.keys.file, placement: .anywhere), erased: erased,
            clock: box.clock)
        let summary = try await restore.run(by: TemporaryVault.staff)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
        let documents = try await vault.documents(in: person.safe, by: person.actor)
        for document in documents {
            _ = try await TemporaryVault.content(of: document.id, by: person, in: vault)
        }
        let restored = Restored(
            summary: summary, titles: documents.map(\.title).sorted(),
            used: try await vault.safeOverview(by: person.actor, safe: person.safe).used,
            files: try SnapshotFiles(settings.blobFolder).all().count,
            journal: try await vault.journal(of: person.person, page: 1).entries.map(\.kind))
        #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        try await vault.close()
        return restored
    }

    private static func withSnapshotBeforeAnErasure(
        _ body: (TemporaryVault, TestPerson, _ before: SnapshotSummary) async throws -> Void
    ) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bad = try await box.deposit(TestPaper.text(bytes: 2000), title: "gone", by: awa)
            try await box.deposit(TestPaper.text(bytes: 3000), title: "kept", by: awa)
            let before = try await box.backup()
            box.clock.advance(by: .hours(24))
            _ = try await box.vault.deleteDocument(bad.id, by: awa.actor)
            try await body(box, awa, before)
        }
    }

    @Test func `a newer snapshot tells what was erased since`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            try await box.backup()
            let restored = try await Self.restore(before.id, box, for: awa)
            #expect(restored.summary.erasedAgain == 1)
            #expect(restored.summary.documents == 1)
            #expect(restored.titles == ["kept"])
            #expect(restored.used == 3000)
            #expect(restored.files == 1)
            #expect(restored.journal.filter { $0 == .documentDeleted }.count == 1)
            #expect(restored.summary.warnings.isEmpty)
        }
    }

    @Test func `who restores because of deletions by mistake brings them back, and their holder reads it`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            try await box.backup()
            let restored = try await Self.restore(before.id, box, for: awa, .comeBack)
            #expect(restored.summary.erasedAgain == 0)
            #expect(restored.summary.broughtBack == 1)
            #expect(restored.summary.documents == 2)
            #expect(restored.titles == ["gone", "kept"])
            #expect(restored.used == 5000)
            #expect(restored.files == 2)
            #expect(restored.journal.filter { $0 == .documentReturned }.count == 1)
            #expect(!restored.journal.contains(.documentDeleted))
        }
    }

    @Test func `what came back is not taken for erased by the next snapshot and its restore`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            try await box.backup()
            var settings = box.settings
            settings.state = box.folder + "/second"
            let keyFile = try KeyFile.load(path: settings.keys.file, placement: .anywhere)
            _ = try await Restore(
                snapshotFolder: box.settings.snapshotFolder, choice: .named(before.id), settings: settings,
                keyFile: keyFile, erased: .comeBack, clock: box.clock
            ).run(by: TemporaryVault.staff)
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
            box.clock.advance(by: .hours(24))
            let after = try await vault.backup(by: TemporaryVault.staff)
            try await vault.close()
            let restored = try await Self.restore(after.id, box, for: awa, from: settings.snapshotFolder)
            #expect(restored.titles == ["gone", "kept"])
        }
    }

    @Test func `a damaged newer snapshot is named, and the one before it is asked`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            try await box.backup()
            box.clock.advance(by: .hours(24))
            let newest = try await box.backup()
            try SnapshotFiles(box).change("\(newest.id)/catalog.sealed") { $0[200] ^= 1 }
            let restored = try await Self.restore(before.id, box, for: awa)
            #expect(restored.summary.erasedAgain == 1)
            #expect(restored.summary.warnings.count == 1)
            #expect(restored.titles == ["kept"])
        }
    }

    @Test func `the old state folder beside the snapshots tells it too, its log included`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            // As it lies after a power cut: the erasure is in the write-ahead log alone.
            let old = box.folder + "/old"
            try FileManager.default.copyItem(atPath: box.settings.state, toPath: old)
            #expect(try FileCopies.length(of: old + "/catalog.sqlite-wal") ?? 0 > 0)
            let restored = try await Self.restore(before.id, box, for: awa, from: old + "/backups")
            #expect(restored.summary.erasedAgain == 1)
            #expect(restored.titles == ["kept"])
        }
    }

    @Test func `without either the snapshot comes back as it was`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            let alone = box.folder + "/alone/backups"
            try FileManager.default.createDirectory(
                atPath: box.folder + "/alone", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: box.settings.snapshotFolder, toPath: alone)
            let restored = try await Self.restore(before.id, box, for: awa, from: alone)
            #expect(restored.summary.erasedAgain == 0)
            #expect(restored.titles == ["gone", "kept"])
        }
    }

    @Test func `the catalog of another store beside the snapshots says nothing`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            try await TemporaryVault.with(.withoutScanner) { other in
                let mixed = box.folder + "/mixed"
                try FileManager.default.copyItem(atPath: other.settings.state, toPath: mixed)
                try FileManager.default.removeItem(atPath: mixed + "/backups")
                try FileManager.default.copyItem(atPath: box.settings.snapshotFolder, toPath: mixed + "/backups")
                let restored = try await Self.restore(before.id, box, for: awa, from: mixed + "/backups")
                #expect(restored.summary.erasedAgain == 0)
            }
        }
    }

    @Test func `a restored store knows of erasures at its next restore`() async throws {
        try await Self.withSnapshotBeforeAnErasure { box, awa, before in
            try await box.backup()
            var settings = box.settings
            settings.state = box.folder + "/second"
            settings.backups.folder = box.settings.snapshotFolder
            let keyFile = try KeyFile.load(path: settings.keys.file, placement: .anywhere)
            _ = try await Restore(
                snapshotFolder: box.settings.snapshotFolder, choice: .named(before.id), settings: settings,
                keyFile: keyFile, clock: box.clock
            ).run(by: TemporaryVault.staff)
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
            let erased = try await vault.catalog.read { try Row.fetchAll($0, sql: "SELECT document FROM erasure").count }
            #expect(erased == 1)
            try await vault.close()
        }
    }
}
