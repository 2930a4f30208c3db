import Foundation
import Testing
import TestSupport

@testable import Engine

/// A disk that is full to its last byte: people sign in and read, and nothing new is stored (security R6).
@Suite(.enabled(if: getuid() == 0, "mounting a small file system needs root"))
struct DiskBallastTests {
    private func withFullDisk(_ body: (TemporaryVault, TestPerson, DocumentID, String) async throws -> Void) async throws {
        try await SmallDisk.with(megabytes: 64) { folder in
            try await TemporaryVault.with(in: folder) { box in
                let awa = try await box.beneficiary()
                let paper = try await box.deposit(TestPaper.text(bytes: 100_000), by: awa)
                try fill(folder + "/filler")
                #expect(try Files.freeBytes(at: folder) == 0)
                try await body(box, awa, paper.id, folder + "/filler")
            }
        }
    }

    /// Writes until the disk takes nothing more.
    private func fill(_ path: String) throws {
        let file = try Files.createNew(path)
        var offset = 0
        for size in [1 << 20, 4096] {
            let block = [UInt8](repeating: 1, count: size)
            do {
                while true {
                    try block.withUnsafeBytes { try DescriptorIO.write($0, to: file.number, at: offset) }
                    offset += size
                }
            } catch let failure as VaultFailure where failure.code == .diskFull {}
        }
    }

    @Test func `thousands of readings and sign-ins go on while deposits are refused`() async throws {
        try await withFullDisk { box, awa, paper, filler in
            let before = try await box.vault.journal(of: awa.person, page: 1).total
            for _ in 1...2000 { _ = try await box.vault.openDocument(paper, by: awa.actor, for: .view) }
            for _ in 1...20 {
                let again = try await box.signIn("awa")
                try await box.vault.signOut(again.session.person)
            }
            #expect(try await box.vault.journal(of: awa.person, page: 1).total == before + 2040)
            #expect(try await box.content(of: paper, by: awa).count == 100_000)
            await #expect(throws: VaultFailure(.diskFull)) {
                try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            }
            await #expect(throws: VaultFailure(.diskFull)) {
                try await box.vault.renameDocument(paper, to: "other", by: awa.actor)
            }
            let alerts = try await box.vault.status(by: TemporaryVault.staff).health.alerts
            #expect(alerts.contains { $0.level == .critical && $0.message.hasPrefix("the disk is full: people can") })
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        }
    }

    @Test func `when there is room again it goes on by itself, and the room is kept anew`() async throws {
        try await withFullDisk { box, awa, paper, filler in
            _ = try await box.content(of: paper, by: awa)
            #expect(box.vault.catalog.ballast.isReleased)
            try FileManager.default.removeItem(atPath: filler)
            try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            #expect(box.vault.catalog.ballast.isHeld)
            let alerts = try await box.vault.status(by: TemporaryVault.staff).health.alerts
            #expect(!alerts.contains { $0.message.hasPrefix("the disk is full") })
        }
    }

    @Test func `on a full disk a document can be deleted, and the store opened anew`() async throws {
        try await withFullDisk { box, awa, paper, filler in
            try await box.restart()
            #expect(try await box.content(of: paper, by: awa).count == 100_000)
            try await box.restart()
            _ = try await box.vault.deleteDocument(paper, by: awa.actor)
            #expect(try storedFiles(box).isEmpty)
        }
    }

    @Test func `a store whose disk was filled while it was stopped opens, and what is in it can be read`() async throws {
        try await withFullDisk { box, awa, paper, filler in
            let catalog = box.settings.catalogFile
            // With room at the stop, so that nothing is left in the log; then the disk is filled.
            try Files.remove(filler)
            try await box.vault.renewBallast()
            try await box.restart {
                for name in [catalog + "-wal", catalog + "-shm"] { try Files.remove(name) }
                try fill(filler)
            }
            #expect(box.vault.catalog.ballast.isReleased)
            #expect(try await box.content(of: paper, by: awa).count == 100_000)
        }
    }
}
