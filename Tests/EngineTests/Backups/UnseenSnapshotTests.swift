import Foundation
import GRDB
import TestSupport
import Testing

@testable import Engine

/// A disk of snapshots that is not mounted is no folder without snapshots.
@Suite struct UnseenSnapshotTests {
    @Test func `for a night without its disk no erasure is forgotten and no key leaves, and status says so`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 900), by: awa)
            try await box.backup()
            _ = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            let folder = box.settings.snapshotFolder
            // The disk is away: the mount point is empty, and the backup of the night goes into it.
            try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            box.clock.advance(by: .days(1))
            try await box.backup()
            _ = try await box.vault.purge(by: TemporaryVault.staff)
            let erased = try await box.vault.catalog.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM erasure") }
            #expect(erased == 1)
            #expect(try await box.vault.rotateKeys(by: TemporaryVault.staff).removedTerms.isEmpty)
            let alerts = try await box.vault.status(by: TemporaryVault.staff).health.alerts
            #expect(alerts.contains { $0.level == .critical && $0.message.contains("not in their folder") })
            // It is back: what was made in the mount point lies hidden under it, and is not waited for.
            try FileManager.default.removeItem(atPath: folder)
            try FileManager.default.moveItem(atPath: folder + ".away", toPath: folder)
            let after = try await box.vault.status(by: TemporaryVault.staff).health.alerts
            #expect(!after.contains { $0.message.contains("not in their folder") })
        }
    }

    @Test func `one that is missing is waited for until an older one is there, or for ninety days`() {
        let start = Moment(seconds: 1_795_000_000)
        let marks = (0...2).map { SnapshotMarks.Mark(id: "\($0)", madeAt: start + .days($0)) }
        func unseen(_ present: Set<String>, after days: Int = 3) -> [String] {
            SnapshotMarks.unseen(marks, present: present, now: start + .days(days)).map(\.id)
        }
        #expect(unseen([]) == ["0", "1", "2"])
        #expect(unseen(["2"]) == ["0", "1"])
        #expect(unseen(["0", "2"]) == [])
        #expect(unseen(["2"], after: 90) == ["1"])
    }
}
