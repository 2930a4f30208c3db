import Foundation
import TestSupport
import Testing

@testable import Engine

/// The checks of snapshots that run by themselves.
@Suite struct RestoreDrillTests {
    @Test func `the newest snapshot is restored for trial, opened, and leaves nothing behind`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for size in [900, 70_000] { try await box.deposit(TestPaper.text(bytes: size), by: awa) }
            let snapshot = try await box.backup().id
            let before = try SnapshotFiles(box.settings.state).all()
            let drill = try await box.vault.drillRestore(by: .schedule)
            #expect(drill == DrillSummary(snapshot: snapshot, documents: 2, problems: []))
            #expect(try SnapshotFiles(box.settings.state).all() == before)
            #expect(try await box.vault.jobs.last(.drill)?.result == .ok)
        }
    }

    @Test func `what would not come back is told, and the state is degraded`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for _ in 1...2 { try await box.deposit(TestPaper.text(bytes: 900), by: awa) }
            try await box.backup()
            let files = SnapshotFiles(box)
            let bad = try files.pool()[0]
            try files.change(bad) { $0[300] ^= 1 }
            let drill = try await box.vault.drillRestore(by: .schedule)
            #expect(drill.documents == 1 && drill.problems == ["\(bad) was altered"])
            let alerts = try await box.vault.status(by: TemporaryVault.staff).health.alerts
            #expect(alerts.contains { $0.message.contains("restore for trial failed: \(bad)") })
        }
    }

    @Test func `it takes nothing of the disk's reserve`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.backup()
            var settings = box.settings
            settings.documents.diskReserve = 1 << 60
            await #expect(throws: VaultFailure(.diskReserveReached)) {
                try await box.vault.adopting(settings).drillRestore(by: .schedule)
            }
            #expect(try await box.vault.jobs.last(.drill)?.result == .failed)
            let alert = try await box.vault.status(by: TemporaryVault.staff).health.alerts
                .first { $0.message.contains("restore for trial") }
            #expect(alert?.message.contains("KiB free, this needs") == true)
            #expect(alert?.message.contains("kept in reserve") == true)
            #expect(alert?.hint?.contains("drill-every: 0s") == true)
            #expect(!FileManager.default.fileExists(atPath: box.settings.scratchFolder + "/drill"))
        }
    }

    @Test func `the room that it asks for is what a restored store takes, small files included`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for _ in 1...5 { try await box.deposit(TestPaper.text(bytes: 100), by: awa) }
            try await box.backup()
            let manifest = try #require(try await box.vault.knownSnapshots().newestOwn)
            let settings = box.elsewhere
            _ = try await Restore(
                snapshotFolder: box.settings.snapshotFolder, choice: .latest, settings: settings,
                keyFile: try KeyFile.load(path: settings.keys.file, placement: .anywhere), clock: box.clock
            ).run(by: TemporaryVault.staff)
            let files =
                [settings.catalogFile]
                + (try SnapshotFiles(settings.blobFolder).all()).map { "\(settings.blobFolder)/\($0)" }
            let taken = try files.reduce(0) { sum, path in
                let blocks = try URL(filePath: path).resourceValues(forKeys: [.totalFileAllocatedSizeKey])
                    .totalFileAllocatedSize
                return sum + (blocks ?? 0)
            }
            #expect(taken > manifest.bytes && manifest.room >= taken && manifest.room < taken + (9 << 20))
        }
    }

    @Test func `both checks run by themselves, each after its days, and never beside a backup`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let tasks = try box.vault.scheduledTasks()
            let schedule = Schedule([], clock: box.clock, logger: box.vault.logger)
            let checks = try ["verification", "drill"].map { name in try #require(tasks.first { $0.name == name }) }
            box.clock.advance(by: .days(1))
            try await box.backup()
            let pass = try box.vault.gate.enter(.backup)
            for check in checks { _ = await schedule.runIfDue(check, last: nil) }
            #expect(try await box.vault.jobs.last(.verification) == nil)
            withExtendedLifetime(pass) {}
        }
        try await TemporaryVault.with(.withoutScanner) { box in
            let tasks = try box.vault.scheduledTasks()
            let schedule = Schedule([], clock: box.clock, logger: box.vault.logger)
            let checks = try ["verification", "drill"].map { name in try #require(tasks.first { $0.name == name }) }
            var runs: [JobRun.Job: Set<Moment>] = [:]
            for _ in 1...29 {
                box.clock.advance(by: .days(1))
                try await box.backup()
                for check in checks { _ = await schedule.runIfDue(check, last: nil) }
                for job in [JobRun.Job.verification, .drill] {
                    if let run = try await box.vault.jobs.last(job) { runs[job, default: []].insert(run.startedAt) }
                }
            }
            #expect(runs[.verification]?.count == 5 && runs[.drill]?.count == 1)
            #expect(try await box.vault.jobs.last(.drill)?.result == .ok)
        }
    }

    @Test func `a snapshot says since when all its files are proven`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 900), by: awa)
            let first = try await box.backup()
            box.clock.advance(by: .days(1))
            #expect(try await box.backup().verifiedAt == first.madeAt)
            box.clock.advance(by: .hours(1))
            _ = try await box.verifyLatest()
            let checked = box.clock.now()
            box.clock.advance(by: .days(1))
            #expect(try await box.backup().verifiedAt == checked)
        }
    }
}
