import GRDB
import Testing
import TestSupport

@testable import Engine

struct DeviceTests {
    private func request(
        _ password: String = TemporaryVault.password, from address: String = "192.0.2.7", device: SecretText? = nil,
        mode: SessionMode = .ordinary
    ) -> SignInRequest {
        var request = SignInRequest(
            loginName: "awa", password: SecretText(password), mode: mode, source: RequestSource(address: address))
        request.device = device?.reveal()
        return request
    }

    private func code(_ box: TemporaryVault, _ request: SignInRequest) async -> FailureCode? {
        do {
            _ = try await box.vault.signIn(request)
            return nil
        } catch {
            return (error as? VaultFailure)?.code
        }
    }

    @Test func `strangers' failures of a whole day never shut the holder's own browser out`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let device = try #require(try await box.beneficiary().opened.device)
            var judged = 0
            for index in 0..<40 {
                if await code(box, request("wrong", from: "198.51.100.\(index)")) == .signInRefused { judged += 1 }
            }
            #expect(judged == 25)
            #expect(await code(box, request(from: "203.0.113.5")) == .signInDelayed)
            try await box.restart()
            #expect(await code(box, request(from: "203.0.113.5")) == .signInDelayed)
            #expect(await code(box, request(from: "203.0.113.5", device: device)) == nil)
        }
    }

    @Test func `never more than twenty-five failures in any twenty-four hours`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            var judged: [Moment] = []
            for index in 0..<(72 * 6) {
                box.clock.advance(by: .minutes(10))
                let attempt = request("wrong", from: "198.51.\(index / 200).\(index % 200)")
                if await code(box, attempt) == .signInRefused { judged.append(box.clock.now()) }
            }
            #expect(judged.count >= 75)
            for (index, moment) in judged.enumerated() where index >= 25 {
                #expect(moment.since(judged[index - 25]) >= .hours(24))
            }
        }
    }

    @Test func `a known browser has limits of its own`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let device = try await box.beneficiary().opened.device
            for _ in 0..<10 { #expect(await code(box, request("wrong", device: device)) == .signInRefused) }
            #expect(await code(box, request(device: device)) == .signInDelayed)
            #expect(await code(box, request()) == nil)
        }
    }

    @Test func `the browser of another account and a made-up one are strangers`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let other = try await box.beneficiary("bilal").opened.device
            for index in 0..<25 { _ = await code(box, request("wrong", from: "198.51.100.\(index)")) }
            let madeUp = SecretText(String(repeating: "ab", count: 32))
            for device in [other, madeUp, SecretText("x"), nil] {
                #expect(await code(box, request(device: device)) == .signInDelayed)
            }
        }
    }

    @Test func `a computer that others use too is not known afterwards`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let count = try await box.vault.devices(of: awa.person).count
            let outcome = try await box.vault.signIn(request(device: awa.opened.device, mode: .publicComputer))
            guard case .opened(let opened) = outcome else { return #expect(Bool(false)) }
            #expect(opened.device == nil)
            #expect(try await box.vault.devices(of: awa.person).count == count)
        }
    }

    @Test func `a forgotten browser is a stranger, and the catalog holds no token`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let known = try #require(try await box.vault.devices(of: awa.person).first)
            try await box.vault.forgetDevice(known.reference, of: awa.person)
            #expect(try await box.vault.devices(of: awa.person).isEmpty)
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.forgetDevice(known.reference, of: awa.person)
            }
            #expect(known.reference.text != awa.opened.device?.reveal())
            #expect(try await box.vault.journal(of: awa.person, page: 1).entries.first?.kind == .deviceRevoked)
        }
    }

    @Test func `one's sessions are listed with their browser and end one by one or all at once`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let bilal = try await box.beneficiary("bilal")
            let phone = RequestSource(address: "192.0.2.9", browser: BrowserKind(program: .firefox, system: .android))
            let other = try await box.signIn("awa", mode: .publicComputer, from: phone)
            let sessions = try await box.vault.sessions(of: awa.person)
            #expect(sessions.count == 2)
            let there = try #require(sessions.first { !$0.isThis })
            #expect(there.browser == phone.browser && there.mode == .publicComputer)
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.endSession(there.id, of: bilal.person) }
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.endSession("zz", of: awa.person) }
            try await box.vault.endSession(there.id, of: awa.person)
            #expect(try await box.vault.session(token: other.token.reveal(), source: phone) == nil)
            try await box.vault.signOutEverywhere(awa.person)
            #expect(try await box.vault.session(token: awa.token, source: phone) == nil)
            #expect(try await box.vault.session(token: bilal.token, source: phone) != nil)
        }
    }

    @Test func `proving the password gives the session a new token and only then may security change`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            #expect(try await box.vault.isConfirmed(awa.person))
            box.clock.advance(by: .minutes(5))
            #expect(try await !box.vault.isConfirmed(awa.person))
            await #expect(throws: VaultFailure(.confirmationNeeded)) { _ = try await box.vault.beginTOTP(of: awa.person) }
            await #expect(throws: VaultFailure(.signInRefused)) {
                _ = try await box.vault.confirm(SecretText("wrong"), of: awa.person)
            }
            let token = try await box.vault.confirm(SecretText(awa.password), of: awa.person)
            #expect(try await box.vault.session(token: awa.token, source: TemporaryVault.source) == nil)
            let session = try #require(try await box.vault.session(token: token.reveal(), source: TemporaryVault.source))
            #expect(session.endsAt == awa.opened.session.endsAt)
            _ = try await box.vault.beginTOTP(of: session.person)
        }
    }
}
