import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct SupervisionTests {
    private func with(
        adjust: @Sendable (inout Settings) -> Void = { _ in }, _ body: (TemporaryVault) async throws -> Void
    ) async throws {
        try await TemporaryVault.with(
            .withoutScanner,
            adjust: { settings in
                settings.mail.server = "localhost"
                settings.mail.from = "coffre@example.org"
                settings.supervision.mailTo = ["ops@example.org"]
                settings.supervision.namesPerSource = 4
                settings.supervision.sourcesPerName = 3
                settings.supervision.failureFloor = 100_000
                adjust(&settings)
            }, body)
    }

    /// A failed attempt, as `SignIn` notes it.
    private func fail(
        _ name: String, from address: String, account: AccountID? = nil, startsPause: Bool = false, in box: TemporaryVault
    ) async throws {
        let vault = box.vault
        try await vault.change {
            try vault.supervision.failed(
                LoginName(typed: name), from: RequestSource(address: address), account: account, startsPause: startsPause,
                in: $0)
        }
    }

    private func alerts(_ box: TemporaryVault) async throws -> [SupervisionAlert] {
        try await box.vault.alerts(by: TemporaryVault.staff)
    }

    private func letters(_ purpose: NoticePurpose, _ box: TemporaryVault) async throws -> Int {
        try await box.vault.notices(by: TemporaryVault.staff).count { $0.purpose == purpose }
    }

    @Test func `one source that tries many names is one alert with a count, and one letter`() async throws {
        try await with { box in
            for number in 0..<200 { try await fail("name\(number)", from: "198.51.100.9", in: box) }
            let alerts = try await alerts(box)
            #expect(alerts.map(\.kind) == [.manyNames])
            #expect(alerts.first?.count == 197)
            #expect(alerts.first?.source == "198.51.100.9")
            #expect(try await letters(.operatorAlert, box) == 1)
            #expect(try await box.vault.openAlerts(by: TemporaryVault.staff) == 1)
        }
    }

    @Test func `many sources that try one name are an alert, whether or not there is such a name`() async throws {
        try await with { box in
            for number in 1...6 { try await fail("nobody", from: "198.51.100.\(number)", in: box) }
            let alerts = try await alerts(box)
            #expect(alerts.map(\.kind) == [.manySources])
            #expect(alerts.first?.account == nil)
        }
    }

    @Test func `one person who mistypes, even often, is no alert`() async throws {
        try await with { box in
            for _ in 0..<30 { try await fail("awa", from: "198.51.100.9", in: box) }
            #expect(try await alerts(box).isEmpty)
        }
    }

    @Test func `addresses of one network count as one source`() async throws {
        try await with { box in
            for number in 1...9 { try await fail("awa", from: "2001:db8:1:2::\(number)", in: box) }
            #expect(try await alerts(box).isEmpty)
        }
    }

    @Test func `what was tried more than an hour ago counts no more`() async throws {
        try await with { box in
            for number in 0..<12 {
                try await fail("name\(number)", from: "198.51.100.9", in: box)
                box.clock.advance(by: .minutes(25))
            }
            #expect(try await alerts(box).isEmpty)
        }
    }

    @Test func `an hour with far more failures than the week before is an alert, a usual one is none`() async throws {
        try await with(adjust: { $0.supervision.failureFloor = 20 }) { box in
            // Ten failures in each hour of a week.
            for _ in 0..<168 {
                for number in 0..<10 { try await fail("awa", from: "198.51.\(number).1", account: nil, in: box) }
                box.clock.advance(by: .hours(1))
            }
            let usual = try await alerts(box).filter { $0.kind == .manyFailures }
            #expect(usual.isEmpty)
            for _ in 0..<50 { try await fail("awa", from: "198.51.100.9", in: box) }
            #expect(try await alerts(box).filter { $0.kind == .manyFailures }.isEmpty)
            try await fail("awa", from: "198.51.100.9", in: box)
            #expect(try await alerts(box).filter { $0.kind == .manyFailures }.count == 1)
        }
    }

    @Test func `a flood of floods is bounded`() async throws {
        try await with(adjust: { $0.supervision.namesPerSource = 3 }) { box in
            for source in 0..<60 {
                for name in 0..<3 { try await fail("n\(source)-\(name)", from: "203.0.113.\(source)", in: box) }
            }
            #expect(try await alerts(box).count <= SupervisionRules.mostAlerts + 1)
            #expect(try await letters(.operatorAlert, box) <= SupervisionRules.mostAlerts + 1)
        }
    }

    @Test func `an alert that was acknowledged comes again only after a break`() async throws {
        try await with { box in
            for number in 0..<5 { try await fail("name\(number)", from: "198.51.100.9", in: box) }
            let id = try #require(try await alerts(box).first?.id)
            try await box.vault.acknowledge(id, by: TemporaryVault.staff)
            #expect(try await box.vault.openAlerts(by: TemporaryVault.staff) == 0)
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.acknowledge(id, by: TemporaryVault.staff) }
            try await fail("another", from: "198.51.100.9", in: box)
            #expect(try await alerts(box).count == 1)
            box.clock.advance(by: .hours(2))
            for number in 0..<5 { try await fail("name\(number)", from: "198.51.100.9", in: box) }
            #expect(try await alerts(box).count == 2)
        }
    }

    @Test func `the holder is told of a new place with a new browser, and of nothing at home`() async throws {
        try await with { box in
            let awa = try await box.beneficiary()
            let vault = box.vault
            func comeIn(_ address: String, knowsBrowser: Bool) async throws {
                try await vault.change {
                    try vault.supervision.succeeded(
                        awa.person.account, from: RequestSource(address: address), knowsBrowser: knowsBrowser, in: $0)
                }
            }
            try await comeIn(TemporaryVault.source.address, knowsBrowser: false)
            try await comeIn("198.51.100.9", knowsBrowser: true)
            #expect(try await vault.securityNews(of: awa.person).isEmpty)
            try await comeIn("203.0.113.5", knowsBrowser: false)
            let news = try await vault.securityNews(of: awa.person)
            #expect(news.map(\.kind) == [.unusualPlace])
            #expect(try await vault.journal(of: awa.person, page: 1).entries.contains { $0.kind == .alertRaised })
            try await vault.putAwaySecurityNews(of: awa.person)
            #expect(try await vault.securityNews(of: awa.person).isEmpty)
            // The place is known from now on.
            try await comeIn("203.0.113.5", knowsBrowser: false)
            #expect(try await vault.securityNews(of: awa.person).isEmpty)
            // Nothing for the operator to do.
            #expect(try await letters(.operatorAlert, box) == 0)
        }
    }

    @Test func `an account of staff that is open in two networks at once is told, the same two once a day`() async throws {
        try await with { box in
            let mona = try await box.manager("mona", of: box.structure())
            func found() async throws -> [SupervisionAlert] { try await alerts(box).filter { $0.kind == .twoPlaces } }
            _ = try await box.signIn("mona")
            #expect(try await found().isEmpty, "two sessions in one network")
            let elsewhere = RequestSource(address: "198.51.100.9")
            _ = try await box.signIn("mona", from: elsewhere)
            #expect(try await found().map(\.account) == [mona.person.account])
            #expect(try await letters(.operatorAlert, box) == 1)
            #expect(try await box.vault.openAlerts(by: TemporaryVault.staff) == 1)
            #expect(try await box.vault.securityNews(of: mona.person).map(\.kind).contains(.twoPlaces))
            _ = try await box.signIn("mona")
            #expect(try await found().map(\.count) == [2], "whichever came first")
            #expect(try await letters(.operatorAlert, box) == 1)
            // Sessions that have ended count no more.
            box.clock.advance(by: box.settings.signingIn.idle + .seconds(1))
            _ = try await box.signIn("mona", from: RequestSource(address: "203.0.113.5"))
            #expect(try await found().map(\.count) == [2])
        }
    }

    @Test func `a holder who is in from two networks is no alert of that kind`() async throws {
        try await with { box in
            _ = try await box.beneficiary("awa")
            _ = try await box.signIn("awa", from: RequestSource(address: "198.51.100.9"))
            #expect(try await !alerts(box).map(\.kind).contains(.twoPlaces))
        }
    }

    @Test func `each new place is told, also the second of a day`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            for address in ["203.0.113.5", "198.51.100.9", "203.0.113.5"] {
                _ = try await box.signIn("awa", from: RequestSource(address: address))
                box.clock.advance(by: .hours(1))
            }
            #expect(
                Set(try await box.vault.securityNews(of: awa.person).compactMap(\.source)) == [
                    "203.0.113.5", "198.51.100.9",
                ])
            #expect(try await box.messages().filter { $0.purpose == "unusualSignIn" && $0.channel == "sms" }.count == 2)
        }
    }

    @Test func `wrong passwords through the front door reach holder and operator`() async throws {
        try await with { box in
            let awa = try await box.beneficiary()
            for number in 1...4 {
                _ = try? await box.signIn("awa", "Faux mot de passe 1", from: RequestSource(address: "198.51.100.\(number)"))
            }
            #expect(try await alerts(box).map(\.kind) == [.manySources])
            #expect(try await box.vault.securityNews(of: awa.person).map(\.kind) == [.manySources])
        }
    }

    @Test func `where an alert came from is sealed in the catalog`() async throws {
        try await with { box in
            for number in 0..<5 { try await fail("name\(number)", from: "198.51.100.9", in: box) }
            let bytes = ["", "-wal"].reduce(into: Data()) { all, suffix in
                all += FileManager.default.contents(atPath: box.settings.catalogFile + suffix) ?? Data()
            }
            #expect(bytes.range(of: Data("4:c6336409".utf8)) == nil && bytes.range(of: Data("198.51.100.9".utf8)) == nil)
        }
    }

    @Test func `nobody but operators reads alerts`() async throws {
        try await with { box in
            let awa = try await box.beneficiary()
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.alerts(by: awa.actor) }
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.notices(by: awa.actor) }
        }
    }

    @Test func `what is too old is swept`() async throws {
        try await with { box in
            for number in 0..<5 { try await fail("name\(number)", from: "198.51.100.9", in: box) }
            box.clock.advance(by: .days(366))
            try await box.vault.sweepSupervision()
            #expect(try await alerts(box).isEmpty)
        }
    }
}
