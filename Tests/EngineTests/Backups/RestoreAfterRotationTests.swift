import TestSupport
import Testing

@testable import Engine

@Suite struct RestoreAfterRotationTests {
    @Test func `a snapshot that only mentions a retired master key is restored`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.backup()
            _ = try await box.vault.rotateKeys(by: TemporaryVault.staff)
            // The catalog of these lists term 1, which the first snapshot still keeps alive, but nothing in it needs it.
            for _ in 1...6 {
                box.clock.advance(by: .days(1))
                try await box.backup()
            }
            _ = try await box.vault.rotateKeys(by: TemporaryVault.staff)
            #expect(box.vault.keys.keyring.terms == [2, 3])
            var settings = box.settings
            settings.state = box.folder + "/elsewhere"
            let keyFile = try KeyFile.load(path: settings.keys.file, placement: .anywhere)
            let summary = try await Restore(
                snapshotFolder: box.settings.snapshotFolder, choice: .latest, settings: settings, keyFile: keyFile,
                clock: box.clock
            ).run(by: TemporaryVault.staff)
            #expect(summary.documents == 0)
        }
    }
}
