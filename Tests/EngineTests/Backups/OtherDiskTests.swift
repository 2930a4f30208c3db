import Foundation
import TestSupport
import Testing

@testable import Engine

/// Snapshots on another disk than the documents: copies instead of second names, and a disk of its own that fills up.
@Suite struct OtherDiskTests {
    /// Fills a disk as soon as documents are about to be copied.
    private struct Filler: ProgressSink {
        let disk: String

        func report(_ progress: JobProgress) {
            guard progress.phase == "documents", progress.done == 0 else { return }
            let free = (try? Files.freeBytes(at: disk)) ?? 0
            _ = FileManager.default.createFile(atPath: disk + "/filler", contents: Data(count: max(0, free - 1_500_000)))
        }
    }

    @Test(.enabled(if: getuid() == 0, "mounting a small file system needs root"))
    func `documents are copied to another disk and only new ones again`() async throws {
        try await SmallDisk.with(megabytes: 16) { disk in
            try await TemporaryVault.with(adjust: { $0.backups.folder = disk + "/snapshots" }) { box in
                let awa = try await box.beneficiary()
                for _ in 1...3 { try await box.deposit(TestPaper.text(bytes: 100_000), by: awa) }
                let first = try await box.backup()
                box.clock.advance(by: .days(1))
                try await box.deposit(TestPaper.text(bytes: 100_000), by: box.back(awa))
                let second = try await box.backup()
                #expect(second.newBytes < first.newBytes - 150_000)
                #expect(try await box.verifyLatest().problems.isEmpty)
            }
        }
    }

    @Test(.enabled(if: getuid() == 0, "mounting a small file system needs root"))
    func `a disk that fills up in the middle keeps the old snapshots and nothing of the new one`() async throws {
        try await SmallDisk.with(megabytes: 16) { disk in
            try await TemporaryVault.with(adjust: { $0.backups.folder = disk + "/snapshots" }) { box in
                let awa = try await box.beneficiary()
                try await box.deposit(TestPaper.text(bytes: 100_000), by: awa)
                let first = try await box.backup()
                for _ in 1...5 { try await box.deposit(TestPaper.text(bytes: 1_000_000), by: awa) }
                box.clock.advance(by: .days(1))
                await #expect(throws: VaultFailure(.diskFull)) {
                    try await box.vault.backup(by: TemporaryVault.staff, progress: Filler(disk: disk))
                }
                let files = SnapshotFiles(box)
                #expect(try files.names() == [first.id])
                #expect(try files.pool().count == 1)
                #expect(try await box.verifyLatest().problems.isEmpty)
                try FileManager.default.removeItem(atPath: disk + "/filler")
                #expect(try await box.backup().documents == 6)
            }
        }
    }

    @Test(.enabled(if: getuid() == 0, "mounting a small file system needs root"))
    func `documents that will not fit are refused before any is copied`() async throws {
        try await SmallDisk.with(megabytes: 8) { disk in
            try await TemporaryVault.with(adjust: { $0.backups.folder = disk + "/snapshots" }) { box in
                let awa = try await box.beneficiary()
                for _ in 1...5 { try await box.deposit(TestPaper.text(bytes: 1_500_000), by: awa) }
                await #expect(throws: VaultFailure(.diskReserveReached)) { try await box.backup() }
                #expect(try SnapshotFiles(box).all().isEmpty)
            }
        }
    }
}
