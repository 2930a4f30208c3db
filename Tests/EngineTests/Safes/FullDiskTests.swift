import Foundation
import Testing
import TestSupport

@testable import Engine

/// A real full disk: a small tmpfs, which only root can mount.
@Suite(.enabled(if: getuid() == 0, "mounting a small file system needs root"))
struct FullDiskTests {
    @Test func `below the reserve nothing is taken, and it goes on by itself when there is room again`() async throws {
        try await SmallDisk.with(megabytes: 16) { disk in
            try await TemporaryVault.with(in: disk, adjust: { $0.documents.diskReserve = 4 * 1024 * 1024 }) { box in
                let awa = try await box.beneficiary()
                let first = try await box.deposit(TestPaper.text(bytes: 1_000_000), by: awa).id
                let filler = disk + "/filler"
                try Data(count: try Files.freeBytes(at: disk) - 4 * 1024 * 1024).write(to: URL(fileURLWithPath: filler))
                await #expect(throws: VaultFailure(.diskFull)) {
                    try await box.deposit(TestPaper.text(bytes: 1_000_000), by: awa)
                }
                #expect(try await box.content(of: first, by: awa).count == 1_000_000)
                #expect(box.vault.health.readOnlyReason == nil)
                try FileManager.default.removeItem(atPath: filler)
                try await box.deposit(TestPaper.text(bytes: 1_000_000), by: awa)
                #expect(try storedFiles(box).count == 2)
            }
        }
    }

    @Test func `a disk that fills up under a deposit leaves no half file and no row`() async throws {
        try await SmallDisk.with(megabytes: 24) { disk in
            try await TemporaryVault.with(in: disk, adjust: { $0.documents.diskReserve = 0 }) { box in
                let awa = try await box.beneficiary()
                // Room for the catalog, not for the document.
                let filler = try Files.freeBytes(at: disk) - 3 * 1024 * 1024
                try Data(count: filler).write(to: URL(fileURLWithPath: disk + "/filler"))
                let id = DocumentID()
                #expect(throws: VaultFailure(.diskFull)) {
                    try box.vault.blobs.store(id) { descriptor in
                        let block = [UInt8](repeating: 1, count: 1024 * 1024)
                        for index in 0..<8 {
                            try block.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: index * block.count) }
                        }
                    }
                }
                await #expect(throws: VaultFailure(.diskFull)) {
                    try await box.deposit(TestPaper.text(bytes: 8_000_000), by: awa)
                }
                #expect(try storedFiles(box).isEmpty)
                #expect(try Files.names(in: box.settings.blobFolder + "/.incoming").isEmpty)
                #expect(box.vault.health.readOnlyReason == nil)
                #expect(try await box.vault.documents(in: awa.safe, by: awa.actor).isEmpty)
                try await box.deposit(TestPaper.text(bytes: 100_000), by: awa)
                #expect(try await box.vault.journal.verify().problem == nil)
            }
        }
    }
}
