import Foundation
import GRDB
import NIOCore
import Testing
import TestSupport

@testable import Engine

struct DocumentTests {
    @Test func `a renamed document keeps its bytes and the ending of its kind`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 100), by: awa).id
            try await box.vault.renameDocument(id, to: " Bail 2026 ", by: awa.actor)
            let summary = try await box.vault.document(id, by: awa.actor)
            #expect(summary.title == "Bail 2026")
            #expect(summary.downloadName == "Bail 2026.txt")
            #expect(summary.fileName == "paper.txt")
            await #expect(throws: VaultFailure(.titleUnusable)) {
                try await box.vault.renameDocument(id, to: "a\tb", by: awa.actor)
            }
        }
    }

    @Test func `a deleted document is gone with its key, its file and its share of the quota`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 100_000), by: awa).id
            let receipt = try await box.vault.deleteDocument(id, by: awa.actor)
            #expect(receipt.goneFromSnapshotsBy == box.clock.now() + .days(5))
            #expect(try storedFiles(box).isEmpty)
            #expect(
                try await box.vault.safeOverview(by: awa.actor, safe: awa.safe)
                    == SafeOverview(used: 0, quota: box.settings.documents.safeQuota, documentCount: 0))
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.document(id, by: awa.actor) }
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.deleteDocument(id, by: awa.actor) }
            let unfinished = try await box.vault.catalog.read { try Erasures.unfinished($0) }
            #expect(unfinished.isEmpty)
        }
    }

    @Test func `an erasure that a stop cut short is finished at the next start`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 1000), by: awa).id
            try await box.vault.catalog.write { database in
                try database.execute(sql: "DELETE FROM document")
                try Erasures.insert(id, holder: awa.account.id, at: box.clock.now(), in: database)
            }
            try await box.restart()
            #expect(try storedFiles(box).isEmpty)
            let unfinished = try await box.vault.catalog.read { try Erasures.unfinished($0) }
            #expect(unfinished.isEmpty)
        }
    }

    @Test func `a document whose file is missing is named and the store opens all the same`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let lost = try await box.deposit(TestPaper.text(bytes: 1000), by: awa).id
            let kept = try await box.deposit(TestPaper.text(bytes: 2000), by: awa).id
            try FileManager.default.removeItem(atPath: box.vault.blobs.path(of: lost))
            try await box.restart()
            #expect(try await box.content(of: kept, by: awa).count == 2000)
            await #expect(throws: VaultFailure(.documentMissing)) { _ = try await box.content(of: lost, by: awa) }
            let damaged = try await box.vault.journal(of: awa.person, page: 1).entries.filter { $0.kind == .documentDamaged }
            #expect(damaged.map(\.document) == [lost, lost])
            #expect(damaged.allSatisfy { $0.reason == .documentMissing })
        }
    }

    @Test(arguments: [10, 200, 150_000])
    func `a flipped bit ends the reading before a wrong byte leaves and is journaled`(offset: Int) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bytes = TestPaper.text(bytes: 300_000)
            let id = try await box.deposit(bytes, by: awa).id
            try flipBit(at: offset, of: box.vault.blobs.path(of: id))
            await #expect(throws: VaultFailure(.documentDamaged)) {
                let document = try await box.vault.openDocument(id, by: awa.actor, for: .view)
                for try await block in document.chunks() { #expect(bytes.starts(with: block.readableBytesView)) }
            }
            let entries = try await box.vault.journal(of: awa.person, page: 1).entries
            #expect(entries.first?.kind == .documentDamaged)
            #expect(entries.first?.document == id)
        }
    }

    @Test func `a file cut short does not open`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 300_000), by: awa).id
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: box.vault.blobs.path(of: id)))
            try file.truncate(atOffset: 200_000)
            try file.close()
            await #expect(throws: VaultFailure(.documentDamaged)) { _ = try await box.content(of: id, by: awa) }
        }
    }

    @Test func `the file of one document does not pass for another`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let first = try await box.deposit(TestPaper.text(bytes: 1000), by: awa).id
            let second = try await box.deposit(TestPaper.text(bytes: 1000), by: awa).id
            let path = box.vault.blobs.path(of: first)
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: box.vault.blobs.path(of: second), toPath: path)
            await #expect(throws: VaultFailure(.documentDamaged)) { _ = try await box.content(of: first, by: awa) }
        }
    }

    @Test func `parts of one reading are one journal entry, a new reading is another`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 1000), by: awa).id
            _ = try await box.vault.openDocument(id, by: awa.actor, for: .view)
            _ = try await box.vault.openDocument(id, by: awa.actor, for: .view, part: .continuation)
            #expect(try await viewings(awa, box) == 1)
            _ = try await box.vault.openDocument(id, by: awa.actor, for: .view)
            #expect(try await viewings(awa, box) == 2)
            box.clock.advance(by: .minutes(11))
            _ = try await box.vault.openDocument(id, by: awa.actor, for: .view, part: .continuation)
            #expect(try await viewings(awa, box) == 3)
        }
    }

    @Test func `a continuation that began nowhere is journaled`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 1000), by: awa).id
            _ = try await box.vault.openDocument(id, by: awa.actor, for: .download, part: .continuation)
            #expect(try await box.vault.journal(of: awa.person, page: 1).entries.first?.kind == .documentDownloaded)
        }
    }

    @Test func `in a store closed for writing one can read but not change`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bytes = TestPaper.text(bytes: 1000)
            let id = try await box.deposit(bytes, by: awa).id
            box.vault.health.failed("a test")
            #expect(try await box.content(of: id, by: awa) == bytes)
            await #expect(throws: VaultFailure(.readOnlyAfterFault)) { try await box.deposit(bytes, by: awa) }
            await #expect(throws: VaultFailure(.readOnlyAfterFault)) {
                try await box.vault.renameDocument(id, to: "x", by: awa.actor)
            }
            await #expect(throws: VaultFailure(.readOnlyAfterFault)) {
                _ = try await box.vault.deleteDocument(id, by: awa.actor)
            }
        }
    }

    private func viewings(_ person: TestPerson, _ box: TemporaryVault) async throws -> Int {
        let entries = try await box.vault.journal(of: person.person, page: 1).entries
        return entries.filter { $0.kind == .documentViewed }.count
    }

    private func flipBit(at offset: Int, of path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[offset] ^= 0x10
        try bytes.write(to: URL(fileURLWithPath: path))
    }
}
