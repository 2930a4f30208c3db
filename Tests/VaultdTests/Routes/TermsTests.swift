import Engine
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import vaultd

/// The texts that people read and the terms that they accept.
struct TermsTests {
    private static func delivered() throws -> TextLibrary {
        try TextLibrary(delivered: Site.resources + "/texts", own: "", language: "fr")
    }

    /// What the form of the page holds.
    private func fields(_ answer: Answer) -> [String: String] {
        var fields: [String: String] = [:]
        let form = answer.text.components(separatedBy: "action=\"/terms/accept\"").last ?? ""
        for match in form.prefix(while: { $0 != "\u{1}" }).matches(of: /name="([a-z-]+)" value="([^"]*)"/) {
            let name = String(match.output.1)
            if fields[name] == nil { fields[name] = String(match.output.2) }
        }
        return fields
    }

    @Test(arguments: [("/terms", "5 jours"), ("/information", "R. 55-1"), ("/mandate", "Signature")])
    func `everybody reads the texts, with the facts of this service`(_ path: String, _ words: String) async throws {
        try await Site.with(texts: Self.delivered(), adjust: { $0.texts.dpoContact = "dpo@mairie.example" }) { site in
            let answer = try await site.browser().get(path)
            #expect(answer.status == 200)
            #expect(answer.text.contains(words))
            #expect(!answer.text.contains("{"))
            if path == "/information" {
                #expect(answer.text.contains("dpo@mairie.example") && answer.text.contains("12 mois"))
                // Nobody has said where the data lies: nothing is claimed about it.
                #expect(!answer.text.contains("Lieu d’hébergement"))
            }
        }
    }

    @Test(arguments: ["en", "ar"])
    func `a text is written in the reader's language, with its direction`(_ code: String) async throws {
        try await Site.with(texts: Self.delivered()) { site in
            let browser = site.browser()
            browser.fields[.acceptLanguage] = code
            let text = try await browser.get("/terms").text
            #expect(text.contains("<div class=\"text\" lang=\"\(code)\" dir=\"\(code == "ar" ? "rtl" : "ltr")\">"))
        }
    }

    @Test func `a version that there is not is not found, whatever it is called`() async throws {
        try await Site.with(texts: Self.delivered()) { site in
            let browser = site.browser()
            let known = try await browser.get("/terms?version=2026-11")
            #expect(known.status == 200)
            for name in ["1999", "..%2F..", "", "%00"] {
                let answer = try await browser.get("/terms?version=\(name)")
                #expect(answer.status == 404, "\(name)")
            }
        }
    }

    @Test func `until the terms are accepted every closed route leads to them`() async throws {
        try await Site.with(texts: Self.delivered()) { site in
            let (browser, _) = try await site.browser(of: "awa")
            let free: Set = [
                "/terms/accept", "/password", "/security-news", "/account/export", "/account/delete",
                "/account/delete/cancel", "/security/confirm",
            ]
            for route in site.routes {
                let name = "\(route.method.rawValue) \(route.path)"
                guard !RouteMatrixTests.open.contains(name), !free.contains(route.path) else { continue }
                let path = route.path.replacing("{id}", with: DocumentID().text)
                let answer = try await browser.send(route.method, path, [.fetchSite: "same-origin"])
                #expect(
                    answer.location?.hasPrefix("/terms/accept") == true, "\(name): \(answer.status) \(answer.location ?? "")"
                )
            }
            for path in ["/terms", "/information", "/mandate", "/help", "/password", "/account/delete"] {
                #expect(try await browser.get(path).status == 200, "\(path)")
            }
        }
    }

    @Test func `whoever accepts goes on to where they wanted to go, and is not asked again`() async throws {
        try await Site.with(texts: Self.delivered()) { site in
            let (browser, person) = try await site.browser(of: "awa")
            #expect(try await browser.get("/journal").location == "/terms/accept?return-to=%2Fjournal")
            let page = try await browser.get("/terms/accept?return-to=%2Fjournal")
            #expect(page.status == 200)
            #expect(try await browser.post("/terms/accept", fields(page)).location == "/journal")
            #expect(try await browser.get("/journal").status == 200)
            #expect(try await browser.get("/terms/accept").location == "/")
            let kept = try await site.box.vault.acceptances(of: person.person)
            #expect(kept.map(\.version) == ["2026-11"])
            #expect(kept.map(\.language) == ["fr"])
        }
    }

    @Test func `a form without its token, or of another version, accepts nothing`() async throws {
        try await Site.with(texts: Self.delivered()) { site in
            let (browser, person) = try await site.browser(of: "awa")
            var sent = fields(try await browser.get("/terms/accept"))
            let token = sent["csrf"]
            sent["csrf"] = "forged"
            #expect(try await browser.post("/terms/accept", sent).status == 400)
            sent["csrf"] = token
            sent["version"] = "2020-01"
            #expect(try await browser.post("/terms/accept", sent).location == "/terms/accept")
            #expect(try await site.box.vault.acceptances(of: person.person).isEmpty)
            #expect(try await browser.get("/documents").location?.hasPrefix("/terms/accept") == true)
        }
    }

    @Test func `whoever does not accept can leave`() async throws {
        try await Site.with(texts: Self.delivered()) { site in
            let (browser, _) = try await site.browser(of: "awa")
            #expect(try await browser.form("/sign-out", tokenFrom: "/terms/accept").location == "/signed-out")
        }
    }

    @Test func `the holder sees on each page that somebody tried, and puts it away`() async throws {
        try await Site.with(adjust: { $0.supervision.sourcesPerName = 2 }) { site in
            let (browser, _) = try await site.browser(of: "awa")
            #expect(try await !browser.get("/documents").text.contains("/security-news"))
            for number in 1...3 {
                _ = try? await site.box.signIn(
                    "awa", "Faux mot de passe 1", from: RequestSource(address: "198.51.100.\(number)"))
            }
            #expect(try await browser.get("/journal").text.contains("Quelqu’un a essayé plusieurs fois"))
            #expect(
                try await browser.form("/security-news", ["return-to": "/journal"], tokenFrom: "/journal").location
                    == "/journal")
            #expect(try await !browser.get("/documents").text.contains("/security-news"))
        }
    }
}
