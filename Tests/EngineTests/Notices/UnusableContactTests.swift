import GRDB
import Testing
import TestSupport

@testable import Engine

/// Addresses that came into the catalog before they were checked as strictly as they are sent.
struct UnusableContactTests {
    private let new = SecretText("Quatre grands Chiens 8")

    private func with(_ body: (TemporaryVault, TestPerson) async throws -> Void) async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let sealed = try box.vault.keys.directory.seal(
                text: "awa@example.org,", at: AccountRecord.address("email", of: awa.account.id))
            try await box.vault.catalog.write {
                try $0.execute(sql: "UPDATE account SET email = ?", arguments: [sealed.blob])
            }
            try await body(box, awa)
        }
    }

    private func channels(_ purpose: NoticePurpose, _ box: TemporaryVault) async throws -> [String] {
        try await box.messages().filter { $0.purpose == purpose.rawValue }.map(\.channel)
    }

    @Test func `a person with a mistyped address changes the password, and is told by the other channel`() async throws {
        try await with { box, awa in
            try await box.vault.changePassword(SecretText(awa.password), to: new, of: awa.person)
            #expect(try await channels(.securityChanged, box) == ["sms"])
        }
    }

    @Test func `a person with a mistyped address signs in from a new place`() async throws {
        try await with { box, _ in
            _ = try await box.signIn("awa", from: RequestSource(address: "203.0.113.5"))
            #expect(try await channels(.unusualSignIn, box) == ["sms"])
        }
    }

    @Test func `whoever asks for a link learns nothing from a mistyped address`() async throws {
        try await with { box, _ in
            let token = try await box.vault.requestReset(
                of: "awa", by: .email, linkBase: "https://x/lost/link/", source: TemporaryVault.source)
            #expect(try await box.vault.resetStage(token: token.reveal())?.isProven == false)
            #expect(try await channels(.resetLink, box).isEmpty)
        }
    }
}
