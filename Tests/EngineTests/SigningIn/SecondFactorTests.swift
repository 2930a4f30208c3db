import Foundation
import GRDB
import Testing
import TestSupport

@testable import Engine

struct SecondFactorTests {
    private func step(
        _ box: TemporaryVault, _ token: String, _ kind: SecondFactorKind, _ code: String, trusts: Bool = false
    ) async throws -> OpenedSession {
        try await box.vault.finishSignIn(
            SecondStepRequest(token: token, kind: kind, code: code, trusts: trusts, source: TemporaryVault.source))
    }

    private func code(_ totp: TOTP, _ box: TemporaryVault) throws -> String {
        try totp.code(at: box.clock.now().seconds / TOTP.step)
    }

    @Test func `with an app the password alone opens nothing, and the code opens a session with a new token`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .seconds(30))
            await #expect(throws: VaultFailure(.secondFactorNeeded)) { _ = try await box.signIn("awa") }
            let token = try #require(try await box.firstStep())
            #expect(try await box.vault.session(token: token, source: TemporaryVault.source) == nil)
            #expect(try await box.vault.secondStep(token: token)?.kinds == [.totp])
            let opened = try await step(box, token, .totp, code(totp, box))
            #expect(opened.token.reveal() != token)
            #expect(try await box.vault.secondStep(token: token) == nil)
            let kinds = try await box.vault.journal(of: opened.session.person, page: 1).entries.prefix(2).map(\.kind)
            #expect(kinds == [.signedIn, .secondFactorPassed])
        }
    }

    @Test func `a code is taken once, also side by side and by another first step`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .seconds(30))
            let code = try code(totp, box)
            let tokens = [try await box.firstStep(), try await box.firstStep()].compactMap(\.self)
            #expect(tokens.count == 2)
            let opened = await withTaskGroup(of: Bool.self) { group in
                for token in tokens {
                    group.addTask { (try? await step(box, token, .totp, code)) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(opened == 1)
        }
    }

    @Test func `the second step ends after five minutes, when it is given up, and with the account's password`() async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .minutes(1))
            let late = try #require(try await box.firstStep())
            box.clock.advance(by: .minutes(5))
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await step(box, late, .totp, code(totp, box)) }
            let left = try #require(try await box.firstStep())
            try await box.vault.abandonSecondStep(token: left)
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await step(box, left, .totp, code(totp, box)) }
            let changed = try #require(try await box.firstStep())
            try await box.vault.changePassword(
                SecretText(awa.password), to: SecretText("Quatre grands Chiens 8"), of: awa.person)
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await step(box, changed, .totp, code(totp, box)) }
        }
    }

    @Test func `codes are tried under the limit of passwords, and right passwords between do not reset it`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .seconds(30))
            for index in 0..<10 {
                let token = try #require(try await box.firstStep(), "\(index)")
                await #expect(throws: VaultFailure(.secondFactorRefused)) {
                    _ = try await step(box, token, .totp, "000000x")
                }
            }
            await #expect(throws: VaultFailure(.signInDelayed)) { _ = try await box.firstStep() }
            #expect(try await box.vault.secondFactors(of: awa.person).factors.count == 1)
            let phone = try #require(try await box.firstStep(device: awa.opened.device))
            var request = SecondStepRequest(
                token: phone, kind: .totp, code: try code(totp, box), source: TemporaryVault.source)
            request.device = awa.opened.device?.reveal()
            _ = try await box.vault.finishSignIn(request)
        }
    }

    @Test func `whoever has the password and guesses at codes is noticed, and the holder is told`() async throws {
        try await TemporaryVault.withMessages({ $0.supervision.failureFloor = 5 }) { box in
            let awa = try await box.reachable()
            _ = try await box.addApp(to: awa.person)
            for index in 0..<10 {
                let token = try #require(try await box.firstStep(), "\(index)")
                await #expect(throws: VaultFailure(.secondFactorRefused)) {
                    _ = try await step(box, token, .totp, "000000x")
                }
            }
            let kinds = Set(try await box.vault.alerts(by: TemporaryVault.staff).map(\.kind))
            #expect(kinds == [.repeatedFailures, .manyFailures])
            #expect(try await box.vault.securityNews(of: awa.person).map(\.kind) == [.repeatedFailures])
            let told = try await box.messages().filter { $0.purpose == "signInAttempts" }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
            let journal = try await box.vault.journal(of: awa.person, page: 1).entries.map(\.kind)
            #expect(journal.contains(.secondStepBegun))
        }
    }

    @Test func `a suspended person ends neither step`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .seconds(30))
            let token = try #require(try await box.firstStep())
            try await box.vault.catalog.write { try $0.execute(sql: "UPDATE account SET state = 'suspended'") }
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await step(box, token, .totp, code(totp, box)) }
        }
    }

    /// Somebody with an app who has just signed in and trusts the browser.
    private func trusting(_ box: TemporaryVault) async throws -> (TestPerson, OpenedSession, SecretText) {
        let awa = try await box.reachable()
        let totp = try await box.addApp(to: awa.person)
        box.clock.advance(by: .seconds(30))
        let first = try #require(try await box.firstStep())
        let opened = try await step(box, first, .totp, code(totp, box), trusts: true)
        return (awa, opened, try #require(opened.device))
    }

    @Test func `a trusted browser goes without a code for thirty days, and another does not`() async throws {
        try await TemporaryVault.withMessages { box in
            let (_, _, device) = try await trusting(box)
            #expect(try await box.firstStep(device: device) == nil)
            #expect(try await box.firstStep() != nil)
            #expect(try await box.firstStep(device: device, mode: .publicComputer) != nil)
            box.clock.advance(by: .days(30) - .minutes(1))
            #expect(try await box.firstStep(device: device) == nil)
            box.clock.advance(by: .minutes(1))
            #expect(try await box.firstStep(device: device) != nil)
        }
    }

    enum EndOfTrust: CaseIterable { case password, everywhere, codesOnPaper, forgotten }

    @Test(arguments: EndOfTrust.allCases)
    func `the trust in a browser ends with every change of what protects the account`(_ end: EndOfTrust) async throws {
        try await TemporaryVault.withMessages { box in
            let (awa, opened, device) = try await trusting(box)
            #expect(try await box.firstStep(device: device) == nil)
            let person = opened.session.person
            var password = TemporaryVault.password
            switch end {
            case .password:
                password = "Quatre grands Chiens 8"
                try await box.vault.changePassword(SecretText(awa.password), to: SecretText(password), of: person)
            case .everywhere: try await box.vault.signOutEverywhere(person)
            case .codesOnPaper: _ = try await box.vault.makePrintedCodes(of: person)
            case .forgotten:
                let reference = try #require(DeviceToken(device.reveal())).reference()
                try await box.vault.forgetDevice(reference, of: person)
            }
            var request = SignInRequest(
                loginName: "awa", password: SecretText(password), source: TemporaryVault.source)
            request.device = device.reveal()
            guard case .needsSecondFactor = try await box.vault.signIn(request) else {
                Issue.record("The browser is trusted still.")
                return
            }
        }
    }

    @Test func `a computer that others use too is never trusted`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            box.clock.advance(by: .seconds(30))
            let token = try #require(try await box.firstStep(mode: .publicComputer))
            #expect(try await box.vault.secondStep(token: token)?.mayTrust == false)
            let opened = try await step(box, token, .totp, code(totp, box), trusts: true)
            #expect(opened.device == nil)
            #expect(try await box.vault.devices(of: awa.person).allSatisfy { $0.trustedUntil == nil })
        }
    }

    @Test(arguments: [SecondFactorKind.sms, .email])
    func `a code that is sent opens once, for five minutes, for five tries, and is sent three times`(kind: SecondFactorKind)
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            try await box.vault.beginSentFactor(kind, of: awa.person)
            await #expect(throws: VaultFailure(.secondFactorRefused)) {
                try await box.vault.addSecondFactor(kind, code: "000", of: awa.person)
            }
            try await box.vault.addSecondFactor(kind, code: box.lastCode(), of: awa.person)
            let token = try #require(try await box.firstStep())
            await #expect(throws: VaultFailure(.secondFactorRefused)) {
                _ = try await step(box, token, kind, box.lastCode())
            }
            for _ in 0..<3 {
                box.clock.advance(by: .seconds(1))
                try await box.vault.sendSecondStepCode(token: token, by: kind, source: TemporaryVault.source)
            }
            await #expect(throws: VaultFailure(.codesUsedUp)) {
                try await box.vault.sendSecondStepCode(token: token, by: kind, source: TemporaryVault.source)
            }
            let code = try await box.lastCode()
            #expect(code.count >= 6 && code.allSatisfy(\.isNumber))
            _ = try await step(box, token, kind, " \(code.prefix(3)) \(code.dropFirst(3))")
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await step(box, token, kind, code) }
            let late = try #require(try await box.firstStep())
            box.clock.advance(by: .seconds(1))
            try await box.vault.sendSecondStepCode(token: late, by: kind, source: TemporaryVault.source)
            let stolen = try #require(try await box.firstStep())
            await #expect(throws: VaultFailure(.secondFactorRefused)) {
                _ = try await step(box, stolen, kind, box.lastCode())
            }
            for _ in 0..<5 {
                await #expect(throws: VaultFailure(.secondFactorRefused)) { _ = try await step(box, late, kind, "12") }
            }
            await #expect(throws: VaultFailure(.secondFactorRefused)) { _ = try await step(box, late, kind, box.lastCode()) }
        }
    }

    @Test func `the catalog holds no code, no seed and no printed code`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let setup = try await box.vault.beginTOTP(of: awa.person)
            let seed = try #require(Base32.decode(setup.secret.reveal()))
            let totp = TOTP(seed: try seed.withUnsafeBytes { try SecretBytes(copying: $0) })
            try await box.vault.addSecondFactor(.totp, code: code(totp, box), of: awa.person)
            let printed = try await box.vault.makePrintedCodes(of: awa.person).map { $0.reveal() }
            try await box.vault.catalog.checkpoint()
            let file = try Data(contentsOf: URL(fileURLWithPath: box.settings.catalogFile))
            #expect(file.range(of: Data(seed)) == nil)
            for code in printed {
                #expect(file.range(of: Data(try #require(Base32.decode(code)))) == nil)
                #expect(file.range(of: Data(code.utf8)) == nil)
            }
        }
    }

    @Test func `ten codes on paper work once each, and new ones end the old`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            await #expect(throws: VaultFailure(.secondFactorNeeded)) {
                _ = try await box.vault.makePrintedCodes(of: awa.person)
            }
            _ = try await box.addApp(to: awa.person)
            let old = try await box.vault.makePrintedCodes(of: awa.person).map { $0.reveal() }
            let codes = try await box.vault.makePrintedCodes(of: awa.person).map { $0.reveal() }
            #expect(codes.count == 10 && Set(codes + old).count == 20)
            #expect(codes.allSatisfy { Base32.decode($0)?.count == 10 })
            let token = try #require(try await box.firstStep())
            await #expect(throws: VaultFailure(.secondFactorRefused)) { _ = try await step(box, token, .printed, old[0]) }
            _ = try await step(box, token, .printed, codes[0].lowercased())
            let again = try #require(try await box.firstStep())
            await #expect(throws: VaultFailure(.secondFactorRefused)) { _ = try await step(box, again, .printed, codes[0]) }
            #expect(try await box.vault.secondFactors(of: awa.person).printedLeft == 9)
        }
    }

    @Test func `adding and removing end all other sessions and are told by every channel`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let other = try await box.signIn("awa")
            _ = try await box.addApp(to: awa.person)
            #expect(try await box.vault.session(token: other.token.reveal(), source: TemporaryVault.source) == nil)
            let news = try await box.messages().filter { $0.purpose == "securityChanged" }
            #expect(Set(news.map(\.channel)) == ["email", "sms"])
            _ = try await box.vault.makePrintedCodes(of: awa.person)
            try await box.vault.removeSecondFactor(.totp, of: awa.person)
            #expect(try await box.vault.secondFactors(of: awa.person).factors.isEmpty)
            _ = try await box.signIn("awa")
        }
    }

    @Test func `from a trusted browser the password alone neither adds nor removes a factor, nor makes codes on paper`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let totp = try await box.addApp(to: try await box.reachable().person)
            box.clock.advance(by: .seconds(30))
            let first = try #require(try await box.firstStep())
            let trusted = try await step(box, first, .totp, code(totp, box), trusts: true)
            var request = SignInRequest(
                loginName: "awa", password: SecretText(TemporaryVault.password), source: TemporaryVault.source)
            request.device = try #require(trusted.device).reveal()
            guard case .opened(let opened) = try await box.vault.signIn(request) else {
                Issue.record("the browser is trusted")
                return
            }
            let person = opened.session.person
            await #expect(throws: VaultFailure(.factorNeeded)) {
                try await box.vault.removeSecondFactor(.totp, of: person)
            }
            await #expect(throws: VaultFailure(.factorNeeded)) { _ = try await box.vault.makePrintedCodes(of: person) }
            await #expect(throws: VaultFailure(.factorNeeded)) { try await box.vault.beginSentFactor(.sms, of: person) }
            await #expect(throws: VaultFailure(.factorNeeded)) {
                try await box.vault.addSecondFactor(.sms, code: "123456", of: person)
            }
            #expect(try await box.vault.secondFactors(of: person).factors.map(\.kind) == [.totp])
            box.clock.advance(by: .seconds(30))
            try await box.vault.proveFactor(.totp, code: code(totp, box), of: person)
            try await box.vault.removeSecondFactor(.totp, of: person)
        }
    }

    @Test func `staff must add one, and the last one stays`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secondFactorProfessionals = "required" }) { box in
            let pia = try await box.professional(of: try await box.structure())
            #expect(pia.opened.session.mustAddSecondFactor)
            _ = try await box.addApp(to: pia.person)
            let session = try await box.vault.session(token: pia.token, source: TemporaryVault.source)
            #expect(session?.mustAddSecondFactor == false)
            await #expect(throws: VaultFailure(.secondFactorNeeded)) {
                try await box.vault.removeSecondFactor(.totp, of: pia.person)
            }
        }
    }

    @Test func `a code that is sent so that a factor can be added is in the journal`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            try await box.vault.beginSentFactor(.sms, of: awa.person)
            let first = try #require(try await box.vault.journal(of: awa.person, page: 1).entries.first)
            #expect(first.kind == .codeSent && first.details[.method] == "sms")
        }
    }

    @Test func `a code that waits to be added is no second factor yet`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await box.vault.beginTOTP(of: awa.person)
            _ = try await box.signIn("awa")
            await #expect(throws: VaultFailure(.secondFactorRefused)) {
                try await box.vault.addSecondFactor(.totp, code: "000000x", of: awa.person)
            }
        }
    }
}
