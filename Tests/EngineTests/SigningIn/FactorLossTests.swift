import GRDB
import Testing
import TestSupport

@testable import Engine

/// The way back for somebody who has lost the telephone and the printed codes, and for nobody else.
struct FactorLossTests {
    private let new = SecretText("Quatre grands Chiens 8")
    private let source = TemporaryVault.source
    private let pin = SecretText("4719")

    /// A holder with an app, codes by SMS, codes on paper and a recovery card, whose first session is still open.
    private func holder(_ box: TemporaryVault) async throws -> (person: TestPerson, words: String) {
        let awa = try await box.reachable()
        _ = try await box.addApp(to: awa.person)
        try await box.vault.beginSentFactor(.sms, of: awa.person)
        try await box.vault.addSecondFactor(.sms, code: box.lastCode(), of: awa.person)
        _ = try await box.vault.makePrintedCodes(of: awa.person)
        let sheet = try await box.vault.makeRecoveryCard(pin: pin, language: "fr", of: awa.person)
        return (awa, sheet.words.map { $0.reveal() }.joined(separator: " "))
    }

    private func finish(_ box: TemporaryVault, _ token: SecretText, losing: Bool = true) async throws {
        _ = try await box.vault.finishReset(
            token: token.reveal(), password: new, losesFactors: losing, source: source)
    }

    private func traces(_ box: TemporaryVault, _ account: AccountID) async throws -> [Int] {
        try await box.vault.catalog.read { database in
            try ["second_factor", "printed_code", "sent_code", "half_session"].map {
                try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \($0) WHERE account = ?", arguments: [account.blob])
                    ?? -1
            } + [
                try Int.fetchOne(
                    database, sql: "SELECT COUNT(*) FROM device WHERE account = ? AND trusted_until IS NOT NULL",
                    arguments: [account.blob]) ?? -1
            ]
        }
    }

    @Test func `card and PIN take the lost second factors away where the holder says so, and everybody is told`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let (awa, words) = try await holder(box)
            let half = try #require(try await box.firstStep())
            let token = try await box.vault.proveCard(words, pin: pin, source: source)
            #expect(try await box.vault.resetStage(token: token.reveal())?.factorLoss == .offered)
            try await finish(box, token)
            #expect(try await traces(box, awa.account.id) == [0, 0, 0, 0, 0])
            #expect(try await box.vault.secondStep(token: half) == nil)
            let opened = try await box.signIn("awa", new.reveal())
            let told = try await box.messages().filter { $0.purpose == "factorsTakenAway" }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
            let kinds = try await box.vault.journal(of: opened.session.person, page: 1).entries.map(\.kind)
            #expect(kinds.contains(.secondFactorsTakenAway) && kinds.contains(.resetDone))
        }
    }

    @Test func `card and PIN leave the second factors where the holder does not say that they are lost`() async throws {
        try await TemporaryVault.withMessages { box in
            let (awa, words) = try await holder(box)
            try await finish(box, try await box.vault.proveCard(words, pin: pin, source: source), losing: false)
            #expect(try await traces(box, awa.account.id).prefix(2) == [3, 10])
            await #expect(throws: VaultFailure(.secondFactorNeeded)) { _ = try await box.signIn("awa", new.reveal()) }
        }
    }

    @Test func `the card without its PIN, and the password without anything, take nothing away`() async throws {
        try await TemporaryVault.withMessages { box in
            let (awa, words) = try await holder(box)
            for wrong in ["", "0000", "9174"] {
                await #expect(throws: VaultFailure(.cardRefused)) {
                    _ = try await box.vault.proveCard(words, pin: SecretText(wrong), source: source)
                }
            }
            let half = try #require(try await box.firstStep())
            await #expect(throws: VaultFailure(.resetUnusable)) {
                _ = try await box.vault.finishReset(token: half, password: new, losesFactors: true, source: source)
            }
            #expect(try await box.vault.resetStage(token: half) == nil)
            #expect(try await traces(box, awa.account.id).prefix(2) == [3, 10])
        }
    }

    @Test(arguments: [SecondFactorKind.email, .sms])
    func `a message to a number or an address never takes a second factor away`(kind: SecondFactorKind) async throws {
        try await TemporaryVault.withMessages { box in
            let (awa, _) = try await holder(box)
            box.clock.advance(by: .seconds(1))
            let token = try await box.vault.requestReset(
                of: "awa", by: kind, linkBase: "https://x/lost/link/", source: source)
            let secret = try await kind == .sms ? box.lastCode() : box.lastLink()
            try await box.vault.proveReset(secret, token: token.reveal(), source: source)
            #expect(try await box.vault.resetStage(token: token.reveal())?.factorLoss == .notOffered)
            await #expect(throws: VaultFailure(.notFound)) { try await finish(box, token) }
            _ = try await box.signInStillWorks("awa")
            try await finish(box, token, losing: false)
            #expect(try await traces(box, awa.account.id).prefix(2) == [3, 10])
        }
    }

    @Test func `no code for a new password goes to a telephone that was said to be lost, until it is shown again`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let (_, words) = try await holder(box)
            try await finish(box, try await box.vault.proveCard(words, pin: pin, source: source))
            func codes() async throws -> Int { try await box.messages().count { $0.purpose == "resetCode" } }
            func ask() async throws {
                _ = try await box.vault.requestReset(of: "awa", by: .sms, linkBase: "https://x/", source: source)
            }
            try await ask()
            #expect(try await codes() == 0)
            box.clock.advance(by: .seconds(1))
            let again = try await box.signIn("awa", new.reveal())
            try await box.vault.beginSentFactor(.sms, of: again.session.person)
            try await box.vault.addSecondFactor(.sms, code: box.lastCode(), of: again.session.person)
            try await ask()
            #expect(try await codes() == 1)
        }
    }

    @Test func `a professional's card gives a new password and leaves the second factor`() async throws {
        try await TemporaryVault.withMessages { box in
            let pia = try await box.professional(of: box.structure())
            _ = try await box.addApp(to: pia.person)
            let sheet = try await box.vault.makeRecoveryCard(pin: pin, language: "fr", of: pia.person)
            let token = try await box.vault.proveCard(sheet.codeText.reveal(), pin: pin, source: source)
            #expect(try await box.vault.resetStage(token: token.reveal())?.factorLoss == .notOffered)
            await #expect(throws: VaultFailure(.notFound)) { try await finish(box, token) }
            try await finish(box, token, losing: false)
            await #expect(throws: VaultFailure(.secondFactorNeeded)) { _ = try await box.signIn("pia", new.reveal()) }
        }
    }

    // MARK: Two professionals

    private struct Desk {
        let awa: TestPerson
        let pia: TestStaff
        let paul: TestStaff
    }

    private func desk(_ body: (TemporaryVault, Desk) async throws -> Void) async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.assistedResetDelay = .zero }) { box in
            let structure = try await box.structure()
            let chief = try await box.manager(of: structure)
            let pia = try await box.professional("pia", of: structure, by: chief)
            let paul = try await box.professional("paul", of: structure, by: chief)
            let (awa, _) = try await holder(box)
            try await box.affiliate(awa, with: structure, by: pia)
            try await body(box, Desk(awa: awa, pia: pia, paul: paul))
        }
    }

    private func start(_ box: TemporaryVault, _ desk: Desk, losing: Bool = true) async throws {
        try await box.vault.startAssistedReset(
            of: desk.awa.account.id, purpose: "téléphone volé", losesFactors: losing, linkBase: "https://x/lost/stop/",
            by: desk.pia.actor)
    }

    @Test
    func `two professionals name the loss, the holder is told of it, and it takes effect when the holder ends the reset`()
        async throws
    {
        try await desk { box, desk in
            try await start(box, desk)
            let told = try await box.messages().filter { $0.purpose == "assistedFactorReset" }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
            #expect(told.allSatisfy { $0.values[.link] != nil })
            let holder = desk.awa.account.id
            let until = box.clock.now() + .hours(24)
            #expect(
                try await box.vault.assistedReset(of: holder, by: desk.paul.actor)
                    == .waitsForYou(until: until, losesFactors: true))
            let code = try await box.vault.confirmAssistedReset(of: holder, losesFactors: true, by: desk.paul.actor)
            let token = try await box.vault.proveAssistedReset(loginName: "awa", code: code.code.reveal(), source: source)
            #expect(try await traces(box, holder).prefix(2) == [3, 10], "nothing before the holder's own word")
            #expect(try await box.vault.resetStage(token: token.reveal())?.factorLoss == .agreed)
            try await finish(box, token)
            #expect(try await traces(box, holder) == [0, 0, 0, 0, 0])
            _ = try await box.signIn("awa", new.reveal())
        }
    }

    @Test func `what the second professional did not see is not confirmed, and what nobody asked for is not given`()
        async throws
    {
        try await desk { box, desk in
            let holder = desk.awa.account.id
            try await start(box, desk, losing: false)
            try await start(box, desk, losing: true)
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, losesFactors: false, by: desk.paul.actor)
            }
            try await start(box, desk, losing: false)
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, losesFactors: true, by: desk.paul.actor)
            }
            let code = try await box.vault.confirmAssistedReset(of: holder, by: desk.paul.actor)
            let token = try await box.vault.proveAssistedReset(loginName: "awa", code: code.code.reveal(), source: source)
            #expect(try await box.vault.resetStage(token: token.reveal())?.factorLoss == .notOffered)
            await #expect(throws: VaultFailure(.notFound)) { try await finish(box, token) }
            #expect(try await traces(box, holder).prefix(2) == [3, 10])
        }
    }

    @Test func `one professional alone takes nothing away, and the holder's stop saves the second factors`() async throws {
        try await desk { box, desk in
            let holder = desk.awa.account.id
            try await start(box, desk)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, losesFactors: true, by: desk.pia.actor)
            }
            let code = try await box.vault.confirmAssistedReset(of: holder, losesFactors: true, by: desk.paul.actor)
            let token = try await box.vault.proveAssistedReset(loginName: "awa", code: code.code.reveal(), source: source)
            try await box.vault.stopReset(desk.awa.person)
            await #expect(throws: VaultFailure(.resetUnusable)) { try await finish(box, token) }
            #expect(try await traces(box, holder).prefix(2) == [3, 10])
        }
    }
}

extension TemporaryVault {
    /// The old password is still asked for, and a code after it.
    func signInStillWorks(_ loginName: String) async throws {
        guard try await firstStep(loginName) != nil else { throw VaultFailure(.fault) }
    }
}
