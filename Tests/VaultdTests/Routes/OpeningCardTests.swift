import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// The recovery card that a person takes home from the desk (ACC-06).
struct OpeningCardTests {
    private let secret = "Sept beaux Oiseaux 9"

    /// Somebody at the desk whose choice about the card is the next thing.
    private func desk(
        _ extra: [String: String] = [:], adjust: (inout Settings) -> Void = { _ in },
        _ body: (Site, Browser, Answer) async throws -> Void
    ) async throws {
        try await Site.with(adjust: adjust) { site in
            let structure = try await site.box.structure()
            let professional = try await site.box.professional(of: structure)
            let desk = site.browser(token: professional.token)
            var sent = [
                "first-name": "Amal", "last-name": "Haddad", "birth-date": "1988-02-29", "language": "ar",
                "no-safe": "yes", "explained": "yes", "signed": "yes", "act-shown": "yes", "act.readShared": "yes",
            ]
            sent.merge(try site.shownTexts("ar")) { $1 }
            sent.merge(extra) { $1 }
            try await body(site, desk, try await desk.form("/people/new", sent))
        }
    }

    private func chosen(_ recovery: Answer, _ choice: String, _ desk: Browser) async throws -> Answer {
        try await desk.post("/people/new", recovery.hidden.merging(["recovery": choice]) { $1 })
    }

    private func last(_ password: Answer, pin: String, again: String? = nil) -> [String: String] {
        password.hidden.merging([
            "new-password": secret, "new-password-again": secret, "pin": pin, "pin-again": again ?? pin,
        ]) { $1 }
    }

    private func words(_ page: Answer) -> [String] {
        page.text.matches(of: /<li><strong>([^<]+)<\/strong><\/li>/).map { String($0.output.1) }
    }

    @Test func `the card is printed with the summary, once, and leads back in with the person's PIN`() async throws {
        try await desk { site, desk, recovery in
            #expect(recovery.text.contains("<div lang=\"ar\" dir=\"rtl\">"))
            let password = try await chosen(recovery, "card", desk)
            let sent = last(password, pin: "4719")
            let opened = try await desk.post("/people/new", sent)
            #expect(opened.status == 200 && opened.location == nil)
            #expect(opened.headers[.cacheControl]?.contains("no-store") == true)
            #expect(opened.text.contains("id=\"recovery-card\" lang=\"ar\" dir=\"rtl\""))
            #expect(opened.text.contains("<svg class=\"qr\""))
            // Without the random numbers in it, which may hold any four digits.
            let shown = opened.text.replacing(/[0-9a-f]{32,}/, with: "")
            #expect(!shown.contains("4719") && !shown.contains(secret))
            let words = words(opened)
            #expect(words.count == 10)

            let identifier = try #require(sent["identifier"])
            let link = try #require(opened.text.firstMatch(of: /\/people\/[0-9a-f]{32}/)).output
            let later = try await desk.get("\(link)/summary?new=yes")
            #expect(later.text.contains(identifier) && !later.text.contains("id=\"recovery-card\""))
            let again = try await desk.post("/people/new", sent)
            #expect(again.status == 409 && self.words(again).isEmpty, "sent twice, it makes no second safe and no card")

            let stranger = site.browser()
            let typed = words.joined(separator: " ")
            let wrong = try await stranger.form("/lost/card", ["words": typed, "pin": "4718"])
            #expect(wrong.location == nil)
            let proven = try await stranger.form("/lost/card", ["words": typed, "pin": "4719"])
            #expect(proven.location == "/lost/password")
        }
    }

    @Test func `a PIN that is guessed first or typed differently is said, and nothing else is lost`() async throws {
        try await desk { site, desk, recovery in
            let password = try await chosen(recovery, "card", desk)
            for (pin, again) in [("1988", "1988"), ("4719", "4718"), ("", "")] {
                let refused = try await desk.post("/people/new", last(password, pin: pin, again: again))
                #expect(refused.status == 400, "\(pin)")
                #expect(refused.text.contains("name=\"pin-again\"") && refused.text.contains("role=\"alert\""))
                #expect(refused.hidden["identifier"] == password.hidden["identifier"])
                #expect(refused.hidden["recovery"] == "card" && refused.hidden["first-name"] == "Amal")
                #expect(!refused.text.contains(secret) && !refused.text.contains("value=\"4719\""))
            }
            let count = try await site.box.vault.accounts(by: TemporaryVault.staff).count { $0.role == .beneficiary }
            #expect(count == 0)
            let opened = try await desk.post("/people/new", last(password, pin: "4719"))
            #expect(words(opened).count == 10)
        }
    }

    @Test func `whoever wants no card is asked for no PIN, and may think again`() async throws {
        try await desk { site, desk, recovery in
            let password = try await chosen(recovery, "later", desk)
            #expect(!password.text.contains("name=\"pin\"") && password.text.contains("name=\"new-password\""))
            let back = try await desk.post("/people/new", password.hidden.merging(["back": "recovery"]) { $1 })
            #expect(back.text.contains("name=\"recovery\" value=\"card\"") && back.hidden["recovery"] == nil)
            let opened = try await desk.post("/people/new", last(password, pin: "4719"))
            #expect(opened.status == 303)
            let identifier = try #require(password.hidden["identifier"])
            let person = try await site.box.signIn(identifier, secret).session.person
            #expect(try await site.box.vault.recoveryCardDate(of: person) == nil, "a PIN sent along asks for no card")
        }
    }

    @Test func `sent twice, the last screen says that the safe may be open, and asks again before a second one`()
        async throws
    {
        try await desk { site, desk, recovery in
            let french = try #require(site.services.renderer.languages["fr"])
            let sent = last(try await chosen(recovery, "card", desk), pin: "4719")
            let identifier = try #require(sent["identifier"])
            #expect(try await desk.post("/people/new", sent).status == 200)
            let again = try await desk.post("/people/new", sent)
            #expect(again.status == 409 && again.text.contains(identifier))
            for key in ["twice-title", "twice-look", "twice-card"] {
                #expect(again.text.contains(french.word("opening.\(key)")), "\(key)")
            }
            #expect(again.text.contains("href=\"/people?find=Amal%20Haddad\""))
            #expect(again.hidden["no-safe"] == nil && again.hidden["signed"] == nil)
            #expect(again.hidden["identifier"] == "" && !again.text.contains("name=\"new-password\""))
            let onwards = try await desk.post("/people/new", again.hidden)
            #expect(onwards.text.contains("name=\"no-safe\" value=\"yes\""), "nothing goes on without an answer")
            #expect(onwards.text.contains(french.word("opening.known-warning")))
            let found = try await desk.get("/people?find=Amal%20Haddad")
            #expect(found.text.contains(/href="\/people\/[0-9a-f]{32}/), "the person is there")
        }
    }

    @Test func `whoever goes back to the names is asked again whether there is a safe`() async throws {
        try await desk { _, desk, recovery in
            #expect(recovery.hidden["no-safe"] == "yes")
            let names = try await desk.post("/people/new", recovery.hidden.merging(["back": "identity"]) { $1 })
            #expect(names.text.contains("name=\"first-name\"") && names.hidden["no-safe"] == nil)
        }
    }

    @Test(arguments: [
        (given: [:], sends: true, isTold: true),
        (given: ["phone": " ", "email": " "], sends: true, isTold: true),
        (given: ["phone": "0611223344"], sends: true, isTold: false),
        (given: ["email": "amal@example.org"], sends: true, isTold: false),
        (given: ["phone": "0611223344"], sends: false, isTold: true),
        (given: ["email": "amal@example.org"], sends: false, isTold: true),
    ])
    func `whoever no message can reach is told what that means`(
        _ given: [String: String], _ sends: Bool, _ isTold: Bool
    ) async throws {
        let adjust: (inout Settings) -> Void = { if sends { SigningInPagesTests.both(&$0) } }
        try await desk(given, adjust: adjust) { site, _, recovery in
            let told = try #require(site.services.renderer.languages["ar"]).word("opening.recovery-alone")
            #expect(recovery.text.contains(told) == isTold)
        }
    }
}
