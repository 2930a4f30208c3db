import Foundation
import GRDB
import Testing
import TestSupport

@testable import Engine

struct SessionTests {
    private func isAlive(_ token: String, _ box: TemporaryVault) async throws -> Bool {
        try await box.vault.session(token: token, source: TemporaryVault.source) != nil
    }

    @Test(arguments: [(SessionMode.ordinary, 20), (.publicComputer, 5)])
    func `a session ends when nothing is done`(mode: SessionMode, minutes: Int) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let opened = try await box.signIn("awa", mode: mode)
            #expect(opened.session.endsIdleAt == box.clock.now() + .minutes(minutes))
            box.clock.advance(by: .minutes(minutes) - .seconds(1))
            #expect(try await isAlive(opened.token.reveal(), box))
            box.clock.advance(by: .minutes(minutes) - .seconds(1))
            #expect(try await isAlive(opened.token.reveal(), box))
            box.clock.advance(by: .minutes(minutes))
            #expect(try await !isAlive(opened.token.reveal(), box))
        }
    }

    @Test func `a session in use ends after twelve hours all the same`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            for _ in 0..<71 {
                box.clock.advance(by: .minutes(10))
                #expect(try await isAlive(awa.token, box))
            }
            box.clock.advance(by: .minutes(10))
            #expect(try await !isAlive(awa.token, box))
        }
    }

    @Test func `activity is written down every thirty seconds at most`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            func lastSeen() async throws -> Moment? {
                try await box.vault.catalog.read { try SessionRecord.find(awa.person.session, in: $0)?.lastSeenAt }
            }
            let start = box.clock.now()
            box.clock.advance(by: .seconds(29))
            _ = try await isAlive(awa.token, box)
            #expect(try await lastSeen() == start)
            box.clock.advance(by: .seconds(1))
            _ = try await isAlive(awa.token, box)
            #expect(try await lastSeen() == start + .seconds(30))
        }
    }

    @Test func `signing out ends the session at once and that one only`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let other = try await box.signIn("awa")
            try await box.vault.signOut(awa.person)
            try await box.vault.signOut(awa.person)
            #expect(try await !isAlive(awa.token, box))
            #expect(try await isAlive(other.token.reveal(), box))
            let kinds = try await box.vault.journal(of: awa.person, page: 1).entries.map(\.kind)
            #expect(kinds == [.signedOut, .signedIn, .signedIn, .accountAdded])
        }
    }

    @Test(arguments: [
        "", "abc", String(repeating: "0", count: 64), String(repeating: "é", count: 32), String(repeating: "A", count: 64),
    ])
    func `a made-up token opens nothing`(token: String) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            #expect(try await !isAlive(token, box))
        }
    }

    @Test func `sessions outlast a restart and the catalog does not hold their tokens`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            try await box.restart()
            #expect(try await isAlive(awa.token, box))
            let token = try #require(Hex.decode(awa.token))
            try await box.vault.catalog.checkpoint()
            let catalog = try Data(contentsOf: URL(fileURLWithPath: box.settings.catalogFile))
            #expect(catalog.range(of: Data(token)) == nil)
            #expect(catalog.range(of: Data(try Digest.sha256(token))) != nil)
        }
    }

    @Test func `a changed password ends all other sessions and the old password`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let other = try await box.signIn("awa")
            let new = "Quatre grands Chiens 8"
            try await box.vault.changePassword(SecretText(awa.password), to: SecretText(new), of: awa.person)
            #expect(try await isAlive(awa.token, box))
            #expect(try await !isAlive(other.token.reveal(), box))
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("awa") }
            _ = try await box.signIn("awa", new)
        }
    }

    @Test func `changing the password needs the old one, under the same limit as signing in`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let new = SecretText("Quatre grands Chiens 8")
            for _ in 0..<10 {
                await #expect(throws: VaultFailure(.signInRefused)) {
                    try await box.vault.changePassword(SecretText("wrong"), to: new, of: awa.person)
                }
            }
            await #expect(throws: VaultFailure(.signInDelayed)) {
                try await box.vault.changePassword(SecretText(awa.password), to: new, of: awa.person)
            }
            await #expect(throws: VaultFailure(.passwordTooWeak)) {
                try await box.vault.changePassword(SecretText(awa.password), to: SecretText("court"), of: awa.person)
            }
        }
    }

    @Test func `guesses at the password in an open session are in the journal, those during the pause once a minute`()
        async throws
    {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            for index in 0..<15 {
                if index == 10 { box.clock.advance(by: .seconds(61)) }
                await #expect(throws: VaultFailure.self) {
                    _ = try await box.vault.confirm(SecretText("wrong"), of: awa.person)
                }
            }
            let entries = try await box.vault.journal(of: awa.person, page: 1).entries
            let refusals = entries.filter { $0.kind == .identityConfirmed && $0.result == .refused }
            #expect(refusals.count { $0.reason == .signInRefused } == 10)
            #expect(entries.count { $0.kind == .signInPaused } == 1)
            #expect(refusals.count { $0.reason == .signInDelayed } == 1)
        }
    }

    @Test func `the language of the pages is the person's to choose`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            try await box.vault.setLanguage("EN", of: awa.person)
            #expect(try await box.vault.session(token: awa.token, source: TemporaryVault.source)?.person.language == "en")
            await #expect(throws: VaultFailure(.fieldUnusable)) { try await box.vault.setLanguage("../x", of: awa.person) }
        }
    }
}
