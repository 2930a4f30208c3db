import Testing
import TestSupport

@testable import Engine

/// A card and its PIN take second factors away: so whoever has the password alone must not get there by a card of their
/// own.
struct RecoveryCardFactorTests {
    private let new = SecretText("Quatre grands Chiens 8")
    private let source = TemporaryVault.source
    private let pin = SecretText("4719")

    private func card(
        _ box: TemporaryVault, _ person: SignedInPerson, withoutFactor: Bool = false
    ) async throws -> String {
        try await box.vault.makeRecoveryCard(pin: pin, language: "fr", withoutFactor: withoutFactor, of: person)
            .codeText.reveal()
    }

    private func prove(_ box: TemporaryVault, _ card: String) async throws -> String {
        try await box.vault.proveCard(card, pin: pin, source: source).reveal()
    }

    /// The same person some minutes later, who has proven the password again and no second factor.
    private func passwordAlone(_ box: TemporaryVault, _ person: SignedInPerson) async throws -> SignedInPerson {
        box.clock.advance(by: .minutes(6))
        let token = try await box.vault.confirm(SecretText(TemporaryVault.password), of: person).reveal()
        return try #require(try await box.vault.session(token: token, source: source)).person
    }

    @Test func `a card made with the second factor is neither replaced nor ended by the password alone`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await box.addApp(to: awa.person)
            let held = try await card(box, awa.person)
            let thief = try await passwordAlone(box, awa.person)
            #expect(try await box.vault.recoveryCard(of: thief).needs == .factor)
            for withoutFactor in [false, true] {
                await #expect(throws: VaultFailure(.factorNeeded)) {
                    _ = try await card(box, thief, withoutFactor: withoutFactor)
                }
            }
            await #expect(throws: VaultFailure(.factorNeeded)) { try await box.vault.endRecoveryCard(of: thief) }
            let token = try await prove(box, held)
            #expect(try await box.vault.resetStage(token: token)?.factorLoss == .offered)
        }
    }

    @Test func `a card made before there was a second factor is held by it too`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let held = try await card(box, awa.person, withoutFactor: true)
            _ = try await box.addApp(to: awa.person)
            let thief = try await passwordAlone(box, awa.person)
            await #expect(throws: VaultFailure(.factorNeeded)) { _ = try await card(box, thief, withoutFactor: true) }
            await #expect(throws: VaultFailure(.factorNeeded)) { try await box.vault.endRecoveryCard(of: thief) }
            let token = try await prove(box, held)
            #expect(try await box.vault.resetStage(token: token)?.factorLoss == .offered)
        }
    }

    @Test func `a card made with the password alone is told, leads to a new password, and takes factors after two days`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await box.addApp(to: awa.person)
            let alone = try await passwordAlone(box, awa.person)
            await #expect(throws: VaultFailure(.factorNeeded)) { _ = try await card(box, alone) }
            let before = try await box.messages().count
            let made = try await card(box, alone, withoutFactor: true)
            let told = try await box.messages().dropFirst(before)
            #expect(told.allSatisfy { $0.purpose == "securityChanged" } && Set(told.map(\.channel)) == ["email", "sms"])
            let opensAt = box.clock.now() + .hours(48)
            #expect(
                try await box.vault.recoveryCard(of: alone)
                    == RecoveryCardStanding(
                        madeAt: box.clock.now(), takesFactorsFrom: opensAt, needs: .factorOrTime))
            box.clock.advance(by: .hours(47))
            let early = try await prove(box, made)
            #expect(try await box.vault.resetStage(token: early)?.factorLoss == .later(opensAt))
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.finishReset(token: early, password: new, losesFactors: true, source: source)
            }
            box.clock.advance(by: .hours(1))
            let late = try await prove(box, made)
            #expect(try await box.vault.resetStage(token: late)?.factorLoss == .offered)
            _ = try await box.vault.finishReset(token: late, password: new, losesFactors: true, source: source)
            _ = try await box.signIn("awa", new.reveal())
        }
    }

    @Test func `before that time such a card resets the password, and the second factor stays`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await box.addApp(to: awa.person)
            let alone = try await passwordAlone(box, awa.person)
            let token = try await prove(box, try await card(box, alone, withoutFactor: true))
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
            await #expect(throws: VaultFailure(.secondFactorNeeded)) { _ = try await box.signIn("awa", new.reveal()) }
        }
    }

    @Test func `a card made with the password alone is replaced by it too, which begins its time anew, and ended`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await box.addApp(to: awa.person)
            let alone = try await passwordAlone(box, awa.person)
            let first = try await card(box, alone, withoutFactor: true)
            box.clock.advance(by: .minutes(4))
            _ = try await card(box, alone, withoutFactor: true)
            let standing = try await box.vault.recoveryCard(of: alone)
            #expect(standing.takesFactorsFrom == box.clock.now() + .hours(48))
            await #expect(throws: VaultFailure(.cardRefused)) { _ = try await prove(box, first) }
            try await box.vault.endRecoveryCard(of: alone)
            #expect(try await box.vault.recoveryCardDate(of: alone) == nil)
        }
    }

    @Test func `whoever proves the second factor after all gets a card that takes factors at once`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            let alone = try await passwordAlone(box, awa.person)
            _ = try await card(box, alone, withoutFactor: true)
            let code = try totp.code(at: box.clock.now().seconds / TOTP.step)
            try await box.vault.proveFactor(.totp, code: code, of: alone)
            let whole = try await card(box, alone)
            #expect(try await box.vault.recoveryCard(of: alone).takesFactorsFrom == nil)
            let token = try await prove(box, whole)
            #expect(try await box.vault.resetStage(token: token)?.factorLoss == .offered)
        }
    }
}
