import Foundation
import GRDB
import HTTPTypes
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// What the pages say to somebody who is signed in and has lost the second key, and what the password alone can do.
struct LostFactorPagesTests {
    private static let proof = "/security/code"
    private let pages = SigningInPagesTests()

    private func giveFactor(_ kind: SecondFactorKind, to account: AccountID, _ site: Site) async throws {
        let now = site.box.clock.now()
        try await site.box.vault.catalog.write {
            try SecondFactorRecord.set(kind, of: account, isActive: true, at: now, in: $0)
        }
    }

    private func words(_ site: Site) throws -> Language { try #require(site.services.renderer.languages["fr"]) }

    /// Where the links of a page's own part lead in the end.
    private func ends(of page: Answer, _ browser: Browser) async throws -> [String] {
        let main = page.text.firstMatch(of: /(?s)<main.*<\/main>/).map { String($0.output) } ?? ""
        let links = main.matches(of: /<a [^>]*href="(\/[^"]*)"/).map { String($0.output.1) }
        var ends: [String] = []
        for link in links {
            var (path, answer) = (link, try await browser.get(link))
            for _ in 0..<5 {
                guard let next = answer.location else { break }
                (path, answer) = (next, try await browser.get(next))
            }
            #expect(answer.status == 200, "\(link)")
            ends.append(path)
        }
        return ends
    }

    @Test(arguments: [true, false])
    func `a holder without the second key is led to the card or to the making of one, and never back`(
        hasCard: Bool
    ) async throws {
        try await Site.with { site in
            let (own, awa) = try await site.browser(of: "awa")
            if hasCard {
                _ = try await site.box.vault.makeRecoveryCard(pin: SecretText("4719"), language: "fr", of: awa.person)
            }
            try await giveFactor(.totp, to: awa.account.id, site)
            let page = try await own.get(Self.proof)
            #expect(page.status == 200 && page.text.contains("name=\"code\""))
            #expect(page.text.contains(try words(site).word("security.code-lost-helped")))
            let ends = try await ends(of: page, own)
            #expect(ends.contains(hasCard ? "/lost/card" : "/security/card"))
            #expect(!ends.contains { $0.hasPrefix(Self.proof) }, "\(ends)")
        }
    }

    @Test(arguments: [Role.professional, .manager])
    func `staff without the second key are told who takes it away, and no link leads back`(role: Role) async throws {
        try await Site.with { site in
            let house = try await site.box.structure()
            let isManager = role == .manager
            let person =
                isManager ? try await site.box.manager(of: house) : try await site.box.professional(of: house)
            try await giveFactor(.totp, to: person.person.account, site)
            let own = site.browser(token: person.token)
            let page = try await own.get(Self.proof)
            #expect(page.status == 200)
            #expect(page.text.contains(try words(site).word("security.code-lost-\(role.rawValue)")))
            #expect(!page.text.contains(try words(site).word("security.code-lost-helped")))
            #expect(try await !ends(of: page, own).contains { $0.hasPrefix(Self.proof) })
        }
    }

    @Test func `where no code can be sent the page says what to do and shows no form without a field`() async throws {
        try await Site.with { site in
            let (own, awa) = try await site.browser(of: "awa")
            try await giveFactor(.sms, to: awa.account.id, site)
            for path in [Self.proof, Self.proof + "?by=sms"] {
                let page = try await own.get(path)
                #expect(page.status == 200 && !page.text.contains("action=\"/security/code"), "\(path)")
                #expect(page.text.contains(try words(site).word("security.code-none")))
                #expect(page.text.contains("href=\"/security/card\""))
            }
            let left = SecondStepChoice(kinds: [], sentBy: .sms, sendsLeft: 1, mayTrust: false)
            #expect(SecondStepPage(left, asked: "sms", returnTo: nil).kind == nil, "sent before it was switched off")
        }
    }

    @Test func `a card of the password alone is offered in plain words, waits two days, and then takes the key away`()
        async throws
    {
        try await Site.with(adjust: SigningInPagesTests.both) { site in
            let awa = try await pages.reachable(site)
            let own = site.browser(token: awa.token)
            _ = try await pages.addApp(own)
            site.box.clock.advance(by: .minutes(6))
            _ = try await own.form(
                "/security/confirm", ["password": TemporaryVault.password, "return-to": "/security/card"])
            let offered = try await own.get("/security/card")
            #expect(offered.hidden["without-key"] == "yes")
            #expect(offered.text.contains(try words(site).word("card.no-key")))
            #expect(offered.text.contains("href=\"/security/code?return-to=%2Fsecurity%2Fcard\""))
            let pins = ["pin": "4719", "pin-again": "4719"]
            #expect(try await own.form("/security/card", pins).location?.hasPrefix(Self.proof) == true)
            let opensAt = try words(site).dateAndTime(site.box.clock.now() + .hours(48))
            let sheet = try await own.form("/security/card", pins.merging(["without-key": "yes"]) { $1 })
            let card = sheet.text.matches(of: /<li><strong>([^<]+)<\/strong><\/li>/).map { String($0.output.1) }
            #expect(card.count == 10 && sheet.text.contains(opensAt))
            #expect(try await own.get("/security/card").text.contains(opensAt))
            let lost = try await own.get(Self.proof)
            #expect(
                lost.text.contains(opensAt) && !lost.text.contains("href=\"/lost/card\""), "it would be used up for nothing")
            let shown = ["words": card.joined(separator: " "), "pin": "4719"]
            let early = site.browser()
            #expect(try await early.form("/lost/card", shown).location == "/lost/password")
            let tooEarly = try await early.get("/lost/password")
            #expect(!tooEarly.text.contains("name=\"lost-phone\"") && tooEarly.text.contains(opensAt))
            site.box.clock.advance(by: .hours(48))
            let late = site.browser()
            _ = try await late.form("/lost/card", shown)
            #expect(try await late.get("/lost/password").text.contains("name=\"lost-phone\""))
        }
    }

    @Test func `whoever ends a card that waits can make the next one without the key too`() async throws {
        try await Site.with(adjust: SigningInPagesTests.both) { site in
            let awa = try await pages.reachable(site)
            let own = site.browser(token: awa.token)
            _ = try await pages.addApp(own)
            site.box.clock.advance(by: .minutes(6))
            _ = try await own.form(
                "/security/confirm", ["password": TemporaryVault.password, "return-to": "/security/card"])
            let pins = ["pin": "4719", "pin-again": "4719", "without-key": "yes"]
            _ = try await own.form("/security/card", pins)
            let ended = try await own.form("/security/card/end", tokenFrom: "/security/card")
            #expect(ended.status == 200 && ended.hidden["without-key"] == "yes")
        }
    }

    @Test func `a card made with the second key is not reached by the password alone`() async throws {
        try await Site.with(adjust: SigningInPagesTests.both) { site in
            let awa = try await pages.reachable(site)
            let own = site.browser(token: awa.token)
            _ = try await pages.addApp(own)
            let made = try await own.form("/security/card", ["pin": "4719", "pin-again": "4719"])
            #expect(made.text.contains("class=\"qr\""))
            site.box.clock.advance(by: .minutes(6))
            _ = try await own.form(
                "/security/confirm", ["password": TemporaryVault.password, "return-to": "/security/card"])
            #expect(try await own.get("/security/card").location == "/security/code?return-to=%2Fsecurity%2Fcard")
            let token = try await own.get("/security").token
            let pins = ["csrf": token, "pin": "5820", "pin-again": "5820", "without-key": "yes"]
            for path in ["/security/card", "/security/card/end"] {
                #expect(try await own.post(path, pins).location?.hasPrefix(Self.proof) == true, "\(path)")
            }
            let kept = try await site.box.vault.catalog.read { try RecoveryCardRecord.find(awa.account.id, in: $0) }
            #expect(kept?.isHeld == true)
        }
    }
}
