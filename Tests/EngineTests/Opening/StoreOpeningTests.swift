import Foundation
import GRDB
import Logging
import TestSupport
import Testing

@testable import Engine

@Suite struct StoreOpeningTests {
    /// Settings of a second store that has the key file of the first.
    private static func open(_ settings: Settings, _ box: TemporaryVault) async throws -> Vault {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        return try await Vault.open(settings: settings, clock: box.clock, logger: logger)
    }

    @Test(arguments: [true, false])
    func `documents without their catalog are left alone and the store stays shut`(isEmptyFile: Bool) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let settings = box.elsewhere
            let paper = BlobStore.path(of: DocumentID(), in: settings.blobFolder)
            let folder = URL(filePath: paper).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data([1]).write(to: URL(filePath: paper))
            if isEmptyFile { try Data().write(to: URL(filePath: settings.catalogFile)) }
            let failure = await #expect(throws: VaultFailure.self) { _ = try await Self.open(settings, box) }
            #expect(failure?.code == .catalogDamaged)
            #expect(FileManager.default.fileExists(atPath: paper))
        }
    }

    @Test(arguments: ["directory", "journal", "journalDetails", "pepper"])
    func `a service key that is missing is not made anew over what it sealed`(name: String) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let settings = box.elsewhere
            let vault = try await Self.open(settings, box)
            let awa = NewBeneficiary(loginName: "awa", firstName: "Awa", lastName: "Diallo")
            _ = try await vault.addBeneficiary(awa, by: TemporaryVault.staff)
            try await vault.catalog.write { database in
                try database.execute(sql: "DELETE FROM system_key WHERE name = ?", arguments: [name])
            }
            try await vault.close()
            let failure = await #expect(throws: VaultFailure.self) { _ = try await Self.open(settings, box) }
            #expect(failure?.code == .catalogDamaged)
        }
    }

    @Test func `a store that is stopped twice stays stopped`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let vault = try await Self.open(box.elsewhere, box)
            try await vault.close()
            try await vault.close()
            await #expect(throws: (any Error).self) { try await vault.catalog.read { try Erasures.unfinished($0) } }
        }
    }

    @Test func `while stores are slow to open, the rest of the process goes on`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            // More of them than the pool of Swift's tasks has threads.
            let stores = (0...ProcessInfo.processInfo.activeProcessorCount * 2).map { number in
                var settings = box.elsewhere
                settings.state += "-\(number)"
                return settings
            }
            for settings in stores { try await Self.open(settings, box).close() }
            let holders = try stores.map { try Self.holding($0.catalogFile) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for settings in stores { group.addTask { try await Self.open(settings, box).close() } }
                group.addTask { for holder in holders { try holder.close() } }
                try await group.waitForAll()
            }
        }
    }

    /// A connection that keeps every other one waiting until it is closed.
    private static func holding(_ path: String) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            _ = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM instance")
        }
        return queue
    }
}
