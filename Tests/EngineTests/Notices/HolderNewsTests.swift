import Testing
import TestSupport

@testable import Engine

/// A holder is told what others do in the safe: sparingly, and not at all where that is not wanted.
struct HolderNewsTests {
    private func told(_ box: TemporaryVault) async throws -> [String] {
        try await box.messages().filter { ["linkOpened", "shareAsked"].contains($0.purpose) }.map {
            "\($0.purpose) \($0.channel)"
        }
    }

    private func with(_ body: (TemporaryVault, TestPerson, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.withMessages { box in
            let house = try await box.structure()
            let pia = try await box.professional(of: house)
            let awa = try await box.reachable()
            try await box.affiliate(awa, with: house, by: pia)
            try await body(box, awa, pia)
        }
    }

    @Test func `a request is told once a day, by e-mail where there is an address`() async throws {
        try await with { box, awa, pia in
            try await box.vault.askToShare("Votre bail", of: awa.account.id, by: pia.actor)
            try await box.vault.askToShare("Votre carte", of: awa.account.id, by: pia.actor)
            #expect(try await told(box) == ["shareAsked email"])
            box.clock.advance(by: .hours(25))
            let again = try await box.signIn("pia")
            try await box.vault.askToShare("Votre contrat", of: awa.account.id, by: .person(again.session.person))
            #expect(try await told(box) == ["shareAsked email", "shareAsked email"])
        }
    }

    @Test func `who has a telephone alone gets an SMS, who has neither gets nothing`() async throws {
        try await with { box, awa, pia in
            try await box.vault.removeContact(.email, of: awa.person)
            try await box.vault.askToShare("Votre bail", of: awa.account.id, by: pia.actor)
            #expect(try await told(box) == ["shareAsked sms"])
        }
        try await with { box, awa, pia in
            try await box.vault.removeContact(.email, of: awa.person)
            try await box.vault.removeContact(.sms, of: awa.person)
            try await box.vault.askToShare("Votre bail", of: awa.account.id, by: pia.actor)
            #expect(try await told(box) == [])
        }
    }

    @Test func `whoever switched it off is told nothing, and again after switching it on`() async throws {
        try await with { box, awa, pia in
            #expect(try await box.vault.wantsNews(awa.person))
            try await box.vault.setWantsNews(false, of: awa.person)
            try await box.vault.askToShare("Votre bail", of: awa.account.id, by: pia.actor)
            #expect(try await told(box) == [])
            try await box.vault.setWantsNews(true, of: awa.person)
            try await box.vault.askToShare("Votre carte", of: awa.account.id, by: pia.actor)
            #expect(try await told(box) == ["shareAsked email"])
        }
    }

    @Test func `a link that is opened is told once a day, a wrong code is not`() async throws {
        try await TemporaryVault.with(
            .all,
            adjust: {
                $0.mail.server = "localhost"
                $0.mail.from = "coffre@example.invalid"
            }
        ) { box in
            let awa = try await box.reachable()
            let document = try await box.deposit(TestPaper.text(bytes: 500), by: awa)
            let link = try await box.vault.createLink(
                to: document.id, LinkOrder(thirdParty: "Mairie", days: 3, openings: 5), by: awa.actor)
            func open(_ code: SecretText) async throws {
                _ = try await box.vault.openLink(token: link.token.reveal(), code: code, source: TemporaryVault.source)
            }
            await #expect(throws: VaultFailure(.linkRefused)) { try await open(SecretText("000000")) }
            #expect(try await told(box) == [])
            try await open(link.code)
            try await open(link.code)
            #expect(try await told(box) == ["linkOpened email"])
        }
    }
}
