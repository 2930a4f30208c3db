import Foundation
import Logging
import TestSupport
import Testing

@testable import Engine

/// A start that ends locked promises that nothing was changed.
@Suite struct LockedStartTests {
    /// Name, bytes and time of the last change of a folder and everything below it.
    private static func everything(_ folder: String) throws -> [String: String] {
        let manager = FileManager.default
        var all: [String: String] = [:]
        for name in [""] + (try manager.subpathsOfDirectory(atPath: folder)) {
            var status = stat()
            #expect(lstat("\(folder)/\(name)", &status) == 0)
            let isFile = status.st_mode & S_IFMT == S_IFREG
            let bytes = isFile ? Hex.encode(try FileCopies.read("\(folder)/\(name)")?.digest ?? []) : ""
            all[name] = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size) \(bytes)"
        }
        return all
    }

    private static func open(_ settings: Settings, _ clock: any WallClock) async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let vault = try await Vault.open(settings: settings, clock: clock, logger: logger)
        try await vault.close()
    }

    private static func refuses(_ code: FailureCode, _ settings: Settings, _ clock: any WallClock) async throws {
        let before = try everything(settings.state)
        #expect(before.count > 3)
        let failure = await #expect(throws: VaultFailure.self) { try await open(settings, clock) }
        #expect(failure?.code == code)
        let after = try everything(settings.state)
        #expect(after == before)
    }

    /// How the store was left.
    enum Stop: CaseIterable { case clean, killed, killedAndCopiedWithoutIndex }

    /// Settings of a copy of the store, as `stop` leaves it.
    private static func copy(_ box: TemporaryVault, _ stop: Stop) async throws -> Settings {
        var settings = box.settings
        settings.state = box.folder + "/copy"
        let copy = { try FileManager.default.copyItem(atPath: box.settings.state, toPath: settings.state) }
        switch stop {
        case .clean: try await box.restart(copy)
        case .killed: try copy()
        case .killedAndCopiedWithoutIndex:
            try copy()
            try FileManager.default.removeItem(atPath: settings.catalogFile + "-shm")
        }
        #expect((try FileCopies.length(of: settings.catalogFile + "-wal") ?? 0 > 0) == (stop != .clean))
        return settings
    }

    @Test(arguments: Stop.allCases)
    func `with no key file, or that of another store, not a byte changes`(stop: Stop) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            var settings = try await Self.copy(box, stop)
            settings.keys.file = box.folder + "/foreign.keys"
            _ = try KeyFile.create(path: settings.keys.file, placement: .anywhere, now: box.clock.now())
            try await Self.refuses(.keyFileForeign, settings, box.clock)
            settings.keys.file = box.folder + "/missing.keys"
            try await Self.refuses(.keyFileMissing, settings, box.clock)
            // With the right one it opens, and has the paper.
            settings.keys.file = box.settings.keys.file
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
            #expect(try await TemporaryVault.content(of: paper.id, by: awa, in: vault) == TestPaper.text(bytes: 1000))
            try await vault.close()
        }
    }

    @Test(arguments: Stop.allCases)
    func `with a key file from before a rotation not a byte changes`(stop: Stop) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let old = box.folder + "/old.keys"
            try FileManager.default.copyItem(atPath: box.settings.keys.file, toPath: old)
            _ = try await box.vault.rotateKeys(by: TemporaryVault.staff)
            var settings = try await Self.copy(box, stop)
            settings.keys.file = old
            try await Self.refuses(.keyTermUnknown, settings, box.clock)
        }
    }

    @Test func `a folder that is named like an address of SQLite's own is a folder like any other`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            var settings = box.settings
            settings.state = box.folder + "/50% of?a#state é"
            try await Self.open(settings, box.clock)
            try await Self.open(settings, box.clock)
            settings.keys.file = box.folder + "/foreign.keys"
            _ = try KeyFile.create(path: settings.keys.file, placement: .anywhere, now: box.clock.now())
            try await Self.refuses(.keyFileForeign, settings, box.clock)
        }
    }
}
