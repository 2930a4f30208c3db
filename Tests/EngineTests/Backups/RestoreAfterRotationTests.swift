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
            let summary = try await box.restore()
            #expect(summary.documents == 0)
        }
    }
}
