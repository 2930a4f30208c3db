import HTTPTypes
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// Accounts that nobody uses, as their holder and the professionals who follow them see it (ACC-12).
struct UnusedAccountPagesTests {
    private func desk(_ body: (Site, TestPerson, Browser) async throws -> Void) async throws {
        func adjust(_ settings: inout Settings) {
            settings.purges.unusedAge = .days(365)
            settings.purges.disabledAge = .days(180)
        }
        try await Site.with(adjust: adjust) { site in
            let house = try await site.box.structure()
            let pia = try await site.box.professional(of: house)
            let awa = try await site.box.beneficiary()
            try await site.box.affiliate(awa, with: house, by: pia)
            try await body(site, awa, site.browser())
        }
    }

    /// Lets so much time pass, each time with a purge at its end.
    private func pass(_ days: [Int], _ site: Site) async throws {
        for days in days {
            site.box.clock.advance(by: .days(days))
            _ = try await site.box.vault.purge(by: TemporaryVault.staff)
        }
    }

    private func signedIn(_ name: String, _ site: Site) async throws -> Browser {
        site.browser(token: try await site.box.signIn(name).token.reveal())
    }

    @Test func `who signs in to a disabled account finds it open again, and is told so once`() async throws {
        try await desk { site, _, browser in
            try await pass([305, 45, 15], site)
            func plain(_ answer: Answer) -> String {
                answer.text.replacing(/value="[^"]*"/, with: "")
            }
            let wrong = try await browser.form("/sign-in", ["identifier": "awa", "password": "Faux mot 123456"])
            let unknown = try await browser.form("/sign-in", ["identifier": "nobody", "password": "Faux mot 123456"])
            #expect(wrong.status == unknown.status && plain(wrong) == plain(unknown))
            let sent = ["identifier": "awa", "password": TemporaryVault.password, "return-to": "/journal"]
            let opened = try await browser.form("/sign-in", sent)
            #expect(opened.location == "/documents")
            #expect(try await browser.get("/documents").text.contains("Il est de nouveau ouvert."))
            #expect(try await !browser.get("/documents").text.contains("Il est de nouveau ouvert."))
            let journal = try await browser.get("/journal").text
            #expect(journal.contains("Compte fermé") && journal.contains("Compte ouvert à nouveau"))
            #expect(journal.contains("Compte bientôt fermé, car personne ne l’utilise"))
        }
    }

    @Test func `professionals read whose account nobody uses, and keep it`() async throws {
        try await desk { site, awa, _ in
            try await pass([304], site)
            let person = "/people/\(awa.account.id.text)"
            #expect(try await !signedIn("pia", site).get("/people").text.contains("Sera fermé le"))
            try await pass([1], site)
            let browser = try await signedIn("pia", site)
            let list = try await browser.get("/people").text
            #expect(list.contains("1 compte ne sert plus") && list.matches(of: /Sera fermé le/).count == 2)
            #expect(try await !browser.get("/people?find=Awa").text.contains("1 compte ne sert plus"))
            #expect(try await browser.get(person).text.contains("Ce compte sera fermé le"))
            let kept = try await browser.form("\(person)/keep", tokenFrom: person)
            #expect(kept.location == "\(person)?done=kept")
            let after = try await browser.get("\(person)?done=kept").text
            #expect(after.contains("Le compte reste ouvert.") && !after.contains("sera fermé"))
            #expect(try await !browser.get("/people").text.contains("Sera fermé le"))
        }
    }

    @Test func `of a disabled account professionals see that it is, and open it again`() async throws {
        try await desk { site, awa, _ in
            try await pass([305, 45, 15], site)
            let person = "/people/\(awa.account.id.text)"
            let browser = try await signedIn("pia", site)
            #expect(try await browser.get("/people").text.contains("Fermé. Sera effacé le"))
            let page = try await browser.get(person).text
            #expect(page.contains("Ce compte est fermé") && !page.contains("name=\"message\""))
            let opened = try await browser.form("\(person)/keep", tokenFrom: person)
            #expect(opened.location == "\(person)?done=kept")
            #expect(try await browser.get(person).text.contains("name=\"message\""))
        }
    }

    @Test func `the official texts say how long an unused account is kept, and nothing where it is kept for good`()
        async throws
    {
        try await desk { site, _, browser in
            let text = try await browser.get("/information").text
            #expect(text.contains("fermé au bout de 1 an, puis effacé 6 mois plus tard"))
        }
        try await Site.with(adjust: { $0.purges.unusedAge = .zero }) { site in
            let text = try await site.browser().get("/information").text
            #expect(!text.contains("compte qui ne sert plus"))
        }
    }
}
