import GRDB
import Testing
import TestSupport

@testable import Engine

struct ResetTests {
    private let new = SecretText("Quatre grands Chiens 8")
    private let source = TemporaryVault.source

    private func ask(_ box: TemporaryVault, _ kind: SecondFactorKind, _ name: String = "awa") async throws -> String {
        box.clock.advance(by: .seconds(1))
        return try await box.vault.requestReset(of: name, by: kind, linkBase: "https://x/lost/link/", source: source)
            .reveal()
    }

    private func secret(_ box: TemporaryVault, _ kind: SecondFactorKind) async throws -> String {
        kind == .sms ? try await box.lastCode() : try await box.lastLink()
    }

    @Test(arguments: [SecondFactorKind.email, .sms])
    func `the message leads to a new password, once, and signs nobody in`(kind: SecondFactorKind) async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let device = awa.opened.device
            let token = try await ask(box, kind)
            await #expect(throws: VaultFailure(.resetUnusable)) {
                _ = try await box.vault.finishReset(token: token, password: new, source: source)
            }
            let secret = try await secret(box, kind)
            #expect(kind == .sms ? secret.count == 8 : secret.count == 32)
            try await box.vault.proveReset(secret, token: token, source: source)
            await #expect(throws: VaultFailure(.passwordTooWeak)) {
                _ = try await box.vault.finishReset(token: token, password: SecretText("Password1234!"), source: source)
            }
            #expect(try await box.vault.finishReset(token: token, password: new, source: source) == "awa")
            #expect(try await box.vault.session(token: awa.token, source: source) == nil)
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("awa") }
            _ = try await box.signIn("awa", new.reveal())
            await #expect(throws: VaultFailure(.resetUnusable)) {
                _ = try await box.vault.finishReset(token: token, password: new, source: source)
            }
            let known = try await box.vault.catalog.read {
                try box.vault.device(device?.reveal(), of: awa.account.id, in: $0)
            }
            #expect(known == nil)
            let news = try await box.messages().filter { $0.purpose == "securityChanged" }
            #expect(Set(news.map(\.channel)) == ["email", "sms"])
            let frozen = try await box.vault.catalog.read {
                try AccountRecord.isFrozen(awa.account.id, now: box.clock.now() + .hours(23), in: $0)
            }
            #expect(frozen)
        }
    }

    @Test func `known, unknown and unreachable names get the same answer, rows and events, and only one a message`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            _ = try await box.reachable()
            _ = try await box.beneficiary("bilal")
            func rows() async throws -> [Int] {
                try await box.vault.catalog.read { database in
                    try ["credential_reset", "audit_event", "attempt"].map {
                        try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \($0)") ?? 0
                    }
                }
            }
            var differences: [[Int]] = []
            for name in ["awa", "bilal", "nobody"] {
                let before = try await rows()
                let token = try await ask(box, .email, name)
                #expect(token.utf8.count == 64)
                differences.append(zip(try await rows(), before).map { $0 - $1 })
                #expect(try await box.vault.resetStage(token: token)?.isProven == false)
                await #expect(throws: VaultFailure(.resetUnusable)) {
                    try await box.vault.proveReset("0", token: token, source: source)
                }
            }
            #expect(Set(differences).count == 1)
            #expect(try await box.messages().filter { $0.purpose == "resetLink" }.count == 1)
        }
    }

    @Test func `three messages a day, and the fourth says nothing else`() async throws {
        try await TemporaryVault.withMessages { box in
            _ = try await box.reachable()
            for _ in 0..<5 { _ = try await ask(box, .sms) }
            #expect(try await box.messages().filter { $0.purpose == "resetCode" }.count == 3)
            box.clock.advance(by: .days(1))
            _ = try await ask(box, .sms)
            #expect(try await box.messages().filter { $0.purpose == "resetCode" }.count == 4)
        }
    }

    @Test func `strangers who ask for somebody all day close neither the holder's browser nor another network`() async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            func ask(from address: String, device: SecretText? = nil) async throws -> Int {
                box.clock.advance(by: .seconds(1))
                let before = try await box.messages().count
                _ = try await box.vault.requestReset(
                    of: "awa", by: .sms, linkBase: "https://x/lost/link/", source: RequestSource(address: address),
                    device: device?.reveal())
                return try await box.messages().count - before
            }
            for _ in 0..<5 { _ = try await ask(from: "203.0.113.5") }
            #expect(try await ask(from: "203.0.113.5") == 0)
            #expect(try await ask(from: "198.51.100.9") == 1)
            for index in 0..<20 { _ = try await ask(from: "203.0.113.\(index + 100)") }
            #expect(try await ask(from: "198.51.100.9") == 0)
            #expect(try await box.messages().count == CredentialResetRecord.mostOfStrangers)
            for count in [1, 1, 1, 0] { #expect(try await ask(from: "203.0.113.5", device: awa.opened.device) == count) }
        }
    }

    @Test func `a stolen, guessed, late or foreign secret is worth nothing`() async throws {
        try await TemporaryVault.withMessages { box in
            _ = try await box.reachable()
            let mine = try await ask(box, .sms)
            let code = try await box.lastCode()
            let thief = try await ask(box, .sms, "nobody")
            for token in [thief, "", String(repeating: "0", count: 64)] {
                await #expect(throws: VaultFailure(.resetUnusable)) {
                    try await box.vault.proveReset(code, token: token, source: source)
                }
            }
            for _ in 0..<5 {
                await #expect(throws: VaultFailure(.resetUnusable)) {
                    try await box.vault.proveReset("00000000x", token: mine, source: source)
                }
            }
            await #expect(throws: VaultFailure(.resetUnusable)) {
                try await box.vault.proveReset(code, token: mine, source: source)
            }
            let late = try await ask(box, .email)
            let link = try await box.lastLink()
            box.clock.advance(by: .minutes(15))
            await #expect(throws: VaultFailure(.resetUnusable)) {
                try await box.vault.proveReset(link, token: late, source: source)
            }
        }
    }

    @Test func `second factors outlast a reset`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await box.addApp(to: awa.person)
            let token = try await ask(box, .sms)
            try await box.vault.proveReset(box.lastCode(), token: token, source: source)
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
            await #expect(throws: VaultFailure(.secondFactorNeeded)) { _ = try await box.signIn("awa", new.reveal()) }
        }
    }

    @Test func `a suspended person gets no message and no password`() async throws {
        try await TemporaryVault.withMessages { box in
            _ = try await box.reachable()
            let token = try await ask(box, .sms)
            try await box.vault.proveReset(box.lastCode(), token: token, source: source)
            try await box.vault.catalog.write { try $0.execute(sql: "UPDATE account SET state = 'suspended'") }
            await #expect(throws: VaultFailure(.resetUnusable)) {
                _ = try await box.vault.finishReset(token: token, password: new, source: source)
            }
            _ = try await ask(box, .email)
            #expect(try await box.messages().filter { $0.purpose == "resetLink" }.isEmpty)
        }
    }

    @Test func `one source cannot ask without end`() async throws {
        try await TemporaryVault.withMessages { box in
            for index in 0..<ResetRequest.mostPerSource { _ = try await ask(box, .email, "name\(index)") }
            await #expect(throws: VaultFailure(.codesUsedUp)) { _ = try await ask(box, .email, "other") }
        }
    }
}
