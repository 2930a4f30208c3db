import GRDB
import Testing
import TestSupport

@testable import Engine

/// What happens between the moment a password is read and the moment it was judged.
struct MeanwhileTests {
    private let new = SecretText("Quatre grands Chiens 8")

    private func signIn(_ box: TemporaryVault, device: SecretText? = nil) -> @Sendable () async throws -> SignInOutcome {
        var request = SignInRequest(
            loginName: "awa", password: SecretText(TemporaryVault.password), source: RequestSource(address: "203.0.113.5"))
        request.device = device?.reveal()
        return { [vault = box.vault, request] in try await vault.signIn(request) }
    }

    private func needsSecondFactor(_ result: Result<SignInOutcome, VaultFailure>) -> Bool {
        guard case .success(.needsSecondFactor) = result else { return false }
        return true
    }

    private func sessions(_ box: TemporaryVault) async throws -> Int {
        try await box.vault.catalog.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM session") } ?? 0
    }

    @Test func `a reset ends a sign-in with the old password that is under way`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let hash = try await box.vault.passwords.hash(new)
            let result = try await HeldPasswords.during(signIn(box), in: box) {
                try await box.takeBack(awa.account.id, with: hash)
            }
            #expect(throws: VaultFailure(.signInRefused)) { _ = try result.get() }
            #expect(try await sessions(box) == 0)
            #expect(try await box.vault.devices(of: awa.person).isEmpty)
        }
    }

    @Test func `a sign-in under way needs the second factor that was added meanwhile`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let result = try await HeldPasswords.during(signIn(box), in: box) { _ = try await box.addApp(to: awa.person) }
            #expect(needsSecondFactor(result))
            #expect(try await sessions(box) == 1)
        }
    }

    @Test func `a sign-in under way has no use of a trust that was withdrawn meanwhile`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .seconds(30))
            let token = try #require(try await box.firstStep())
            let opened = try await box.vault.finishSignIn(
                SecondStepRequest(
                    token: token, kind: .totp, code: totp.code(at: box.clock.now().seconds / TOTP.step), trusts: true,
                    source: TemporaryVault.source))
            let device = try #require(opened.device)
            let reference = try #require(DeviceToken(device.reveal())).reference()
            let result = try await HeldPasswords.during(signIn(box, device: device), in: box) {
                try await box.vault.forgetDevice(reference, of: opened.session.person)
            }
            #expect(needsSecondFactor(result))
        }
    }

    @Test func `a suspended person's sign-in under way is refused`() async throws {
        try await TemporaryVault.withMessages { box in
            _ = try await box.reachable()
            let result = try await HeldPasswords.during(signIn(box), in: box) {
                try await box.vault.catalog.write { try $0.execute(sql: "UPDATE account SET state = 'suspended'") }
            }
            #expect(throws: VaultFailure(.signInRefused)) { _ = try result.get() }
        }
    }

    @Test func `a sign-in under way goes on where the hash of the same password was renewed meanwhile`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let hash = try await box.vault.passwords.hash(SecretText(awa.password))
            let result = try await HeldPasswords.during(signIn(box), in: box) {
                try await box.vault.catalog.write {
                    try PasswordRecord.set(hash, of: awa.account.id, mustChange: false, at: box.clock.now(), in: $0)
                }
            }
            #expect(throws: Never.self) { _ = try result.get() }
        }
    }

    @Test func `an intruder's change of password under way does not overwrite the reset of the holder`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let hash = try await box.vault.passwords.hash(SecretText("Cinq petites Souris 9"))
            let change: @Sendable () async throws -> Void = { [vault = box.vault, new] in
                try await vault.changePassword(SecretText(awa.password), to: new, of: awa.person)
            }
            let result = try await HeldPasswords.during(change, in: box) {
                try await box.takeBack(awa.account.id, with: hash)
            }
            #expect(throws: VaultFailure(.sessionEnded)) { try result.get() }
            #expect(try await box.vault.catalog.read { try PasswordRecord.find(awa.account.id, in: $0) } == hash)
        }
    }

    @Test func `a recovery card under way is not made once its session was ended`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let make: @Sendable () async throws -> Void = { [vault = box.vault] in
                _ = try await vault.makeRecoveryCard(pin: SecretText("4719"), language: "fr", of: awa.person)
            }
            let result = try await HeldPasswords.during(make, in: box) { try await box.vault.signOutEverywhere(awa.person) }
            #expect(throws: VaultFailure(.confirmationNeeded)) { try result.get() }
            #expect(try await box.vault.catalog.read { try RecoveryCardRecord.find(awa.account.id, in: $0) } == nil)
        }
    }

    @Test func `a secret question under way is not set once its session was ended`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            let set: @Sendable () async throws -> Void = { [vault = box.vault] in
                try await vault.setSecretQuestion(1, answer: SecretText("rue des Lilas"), of: awa.person)
            }
            let result = try await HeldPasswords.during(set, in: box) { try await box.vault.signOutEverywhere(awa.person) }
            #expect(throws: VaultFailure(.confirmationNeeded)) { try result.get() }
            #expect(try await box.vault.catalog.read { try SecretQuestion.find(awa.account.id, in: $0) } == nil)
        }
    }
}
