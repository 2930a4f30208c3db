import TestSupport
import Testing

@testable import Engine

/// RET-05: what the receipt of an erasure promises is what the retention does.
@Suite struct LastCopyTests {
    @Test(arguments: [0, 1, 6, 12, 21, 23], [1, 5])
    func `the last copy of an erased document goes on the day that was told`(hours: Int, keepDays: Int) async throws {
        try await TemporaryVault.with(adjust: { $0.backups.keepDays = keepDays }) { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            let night = box.clock.now()
            try await box.backup()
            box.clock.advance(by: .hours(hours) + .minutes(1))
            let receipt = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            let files = SnapshotFiles(box)
            for day in 1...keepDays {
                #expect(files.exists(files.pool(paper.id)), "before night \(day)")
                box.clock.advance(by: (night + .days(day)).since(box.clock.now()))
                try await box.backup()
            }
            #expect(!files.exists(files.pool(paper.id)))
            #expect(box.clock.now() <= receipt.goneFromSnapshotsBy)
            #expect(receipt.goneFromSnapshotsBy.since(receipt.erasedAt) == .days(keepDays))
        }
    }
}
