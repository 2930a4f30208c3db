import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct BackupTests {
    @Test func `a snapshot holds every document and is found whole`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for number in 1...3 { try await box.deposit(TestPaper.text(bytes: number * 70_000), by: awa) }
            let summary = try await box.backup()
            #expect(summary.documents == 3)
            #expect(summary.verifiedAt == box.clock.now())
            #expect(summary.warnings.isEmpty && summary.removed.isEmpty)
            let verification = try await box.verifyLatest()
            #expect(verification.problems.isEmpty)
            #expect(verification.documents == 3)
        }
    }

    @Test func `a second snapshot stores only what is new`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for _ in 1...4 { try await box.deposit(TestPaper.text(bytes: 100_000), by: awa) }
            let first = try await box.backup()
            box.clock.advance(by: .days(1))
            try await box.deposit(TestPaper.text(bytes: 50_000), by: box.back(awa))
            let second = try await box.backup()
            #expect(second.documents == 5)
            #expect(second.newBytes < first.newBytes - 300_000)
            #expect(try SnapshotFiles(box).pool().count == 5)
            #expect(try await box.vault.snapshots(by: TemporaryVault.staff).map(\.id) == [second.id, first.id])
        }
    }

    @Test func `exactly five are kept over ten days`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            var made: [String] = []
            for _ in 1...10 {
                try await box.deposit(TestPaper.text(bytes: 2000), by: box.back(awa))
                made.append(try await box.backup().id)
                box.clock.advance(by: .days(1))
            }
            #expect(try SnapshotFiles(box).names() == Array(made.suffix(5)))
            #expect(try await box.verifyLatest().problems.isEmpty)
        }
    }

    /// Does something as soon as a backup publishes its manifest.
    private struct AtPublication: ProgressSink {
        let act: @Sendable () -> Void
        func report(_ progress: JobProgress) { if progress.phase == "publish" { act() } }
    }

    @Test func `a snapshot that a check finds damaged while the next is made does not count`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            var made: [String] = []
            for _ in 1...5 {
                made.append(try await box.backup().id)
                box.clock.advance(by: .days(1))
            }
            let folder = box.vault.snapshotFolder
            let last = try #require(SnapshotID(made[4]))
            let check = SnapshotCheck(at: box.clock.now(), problems: 1)
            let sink = AtPublication { #expect(throws: Never.self) { try folder.record(check, of: last) } }
            let summary = try await box.vault.backup(by: TemporaryVault.staff, progress: sink)
            #expect(summary.removed.isEmpty)
            #expect(SnapshotFiles(box).exists(made[0]))
        }
    }

    @Test func `a deleted document leaves the snapshots within five days`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            try await box.deposit(TestPaper.text(bytes: 3000), by: awa)
            let files = SnapshotFiles(box)
            try await box.backup()
            box.clock.advance(by: .hours(1))
            _ = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            for _ in 1...4 {
                box.clock.advance(by: .days(1))
                try await box.backup()
                #expect(files.exists(files.pool(paper.id)))
            }
            box.clock.advance(by: .hours(23))
            try await box.backup()
            #expect(!files.exists(files.pool(paper.id)))
            #expect(try files.pool().count == 1)
        }
    }

    @Test func `nothing that people wrote is in clear in any file of a snapshot`() async throws {
        try await TemporaryVault.with { box in
            // Three letters are in half a million random bytes by chance.
            let login = "kalistrate.ouagadougou"
            let awa = try await box.beneficiary(login)
            let canary = "Zanzibar-\(UUID().uuidString)"
            try await box.deposit(
                Array("\(canary) lies here".utf8), as: "\(canary).txt", title: "Titre \(canary)", by: awa)
            try await box.backup()
            let files = SnapshotFiles(box)
            let names = try files.all()
            #expect(names.count == 6)
            for word in [canary, "Diallo", login] {
                for name in names {
                    let bytes = Data(try files.read(name))
                    #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(name)")
                }
            }
            #expect(names.allSatisfy { !$0.contains("catalog.copy") })
        }
    }

    @Test func `a snapshot made while deposits run is consistent`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 1...25 {
                        let paper = try await box.deposit(TestPaper.text(bytes: 5000 + number), by: awa)
                        if number.isMultiple(of: 5) { _ = try await box.vault.deleteDocument(paper.id, by: awa.actor) }
                    }
                }
                for _ in 1...4 {
                    try await box.backup()
                    let verification = try await box.verifyLatest()
                    #expect(verification.problems.isEmpty)
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `two snapshots at once are refused`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let pass = try box.vault.gate.enter(.backup)
            await #expect(throws: VaultFailure(.operationRunning)) { try await box.backup() }
            withExtendedLifetime(pass) {}
        }
    }

    @Test func `a disk without room for it is refused before anything is written`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.documents.diskReserve = 1 << 60 }) { box in
            await #expect(throws: VaultFailure(.diskReserveReached)) { try await box.backup() }
            #expect(try SnapshotFiles(box).all().isEmpty)
            let run = try await box.vault.jobs.last(.backup)
            #expect(run?.result == .failed && run?.note.contains("are kept in reserve") == true)
        }
    }

    @Test func `what a stop left of a snapshot is gone after the next start`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            try await box.backup()
            let files = SnapshotFiles(box)
            let leftover = files.path(".tmp-2026-11-22T021500Z-9f3k")
            try FileManager.default.createDirectory(atPath: leftover, withIntermediateDirectories: true)
            try files.replace(".tmp-2026-11-22T021500Z-9f3k/catalog.copy", with: [1])
            let orphan = DocumentID()
            try FileManager.default.createDirectory(
                atPath: files.path("pool/\(orphan.text.prefix(2))"), withIntermediateDirectories: true)
            try files.replace(files.pool(orphan), with: [1])
            try await box.restart()
            #expect(try files.names().count == 1)
            #expect(try files.pool().count == 1)
            #expect(try await box.verifyLatest().problems.isEmpty)
        }
    }

    @Test func `a document that is damaged in the store does not keep the others from being backed up`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bad = try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            try await box.deposit(TestPaper.text(bytes: 3000), by: awa)
            let path = box.settings.blobFolder + "/\(bad.id.text.prefix(2))/\(bad.id.text)"
            try Data(Data(contentsOf: URL(filePath: path)).dropLast(5)).write(to: URL(filePath: path))
            let summary = try await box.backup()
            #expect(summary.documents == 1)
            #expect(summary.warnings.count == 1)
            #expect(try await box.verifyLatest().problems.isEmpty)
        }
    }

    @Test func `a clock that jumped makes a snapshot and removes none`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            for _ in 1...5 {
                try await box.backup()
                box.clock.advance(by: .days(1))
            }
            box.clock.advance(by: .days(400))
            let jumped = try await box.backup()
            #expect(jumped.removed.isEmpty)
            #expect(jumped.warnings.count == 1)
            #expect(try SnapshotFiles(box).names().count == 6)
            #expect(try await box.vault.jobs.last(.backup)?.result == .incomplete)
        }
    }

    @Test func `people have no say in backups`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.backup(by: awa.actor) }
            #expect(try SnapshotFiles(box).names().isEmpty)
        }
    }
}
