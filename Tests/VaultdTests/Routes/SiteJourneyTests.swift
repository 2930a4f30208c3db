import Engine
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import vaultd

/// What a person does, through the real routes over a real vault with a real scanner.
struct SiteJourneyTests {
    @Test func `a first sign-in leads over a new password into the safe`() async throws {
        try await Site.with { site in
            let new = NewBeneficiary(loginName: "lou", firstName: "Lou", lastName: "Neuf")
            let account = try await site.box.vault.addBeneficiary(new, by: TemporaryVault.staff)
            let temporary = try #require(account.temporaryPassword?.reveal())
            let browser = site.browser()
            #expect(try await browser.get("/").location == "/sign-in")
            let opened = try await browser.form("/sign-in", ["identifier": "lou", "password": temporary])
            #expect(opened.location == "/password")
            let chosen = TemporaryVault.password
            let differs = try await browser.form(
                "/password", ["password": temporary, "new-password": chosen, "new-password-again": chosen + "x"])
            #expect(differs.status == 400)
            let weak = try await browser.form(
                "/password", ["password": temporary, "new-password": "password", "new-password-again": "password"])
            #expect(weak.status == 400)
            let changed = try await browser.form(
                "/password", ["password": temporary, "new-password": chosen, "new-password-again": chosen])
            #expect(changed.location == "/documents")
            let page = try await browser.get("/documents")
            #expect(page.status == 200)
            #expect(page.text.contains("notice good"))
            #expect(page.text.contains("Lou Neuf"))
        }
    }

    @Test func `a wrong password keeps the identifier and says no more than that`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let wrong = try await site.browser().form("/sign-in", ["identifier": "awa", "password": "no"])
            let unknown = try await site.browser().form("/sign-in", ["identifier": "awax", "password": "no"])
            #expect(wrong.status == 401 && unknown.status == 401)
            #expect(wrong.text.contains("value=\"awa\""))
            let plain = { (text: String) in text.replacing("awax", with: "awa").replacing(/value="[0-9a-f.]*"/, with: "") }
            #expect(plain(wrong.text) == plain(unknown.text))
        }
    }

    @Test func `too many wrong passwords are told to wait`() async throws {
        try await Site.with(adjust: { $0.signingIn.attempts = 3 }) { site in
            _ = try await site.box.beneficiary("awa")
            let browser = site.browser()
            for _ in 0..<3 { _ = try await browser.form("/sign-in", ["identifier": "awa", "password": "no"]) }
            let paused = try await browser.form("/sign-in", ["identifier": "awa", "password": TemporaryVault.password])
            #expect(paused.status == 429)
            #expect(paused.headers[.retryAfter] != nil)
        }
    }

    @Test func `several files of one form each get their own answer`() async throws {
        try await Site.with(.all) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            let answer = try await browser.upload([
                .field("csrf", token),
                .file("../../Carte \u{202E}.txt", TestPaper.text(bytes: 70_000)),
                .file("virus.txt", TestPaper.eicar()),
                .file("leer.txt", []),
                .file("", []),
                .file("zwei.txt", Array("second".utf8)),
            ])
            #expect(answer.status == 200)
            #expect(answer.text.matches(of: /class="result good"/).count == 2)
            #expect(answer.text.matches(of: /class="result bad"/).count == 2)
            let titles = try await site.box.vault.documents(in: person.safe, by: person.actor).map(\.title)
            #expect(Set(titles) == ["Carte", "zwei"])
        }
    }

    @Test func `a script gets the same answers as JSON`() async throws {
        try await Site.with(.all) { site in
            let (browser, _) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            let parts: [FormPart] = [
                .field("csrf", token), .file("a.txt", Array("text".utf8)), .file("v.txt", TestPaper.eicar()),
            ]
            let answer = try await browser.upload(parts, [.accept: "application/json"])
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: [[String: String]]])
            let results = try #require(object["results"])
            #expect(results.map { $0["code"] } == [nil, "virusFound"])
            #expect(results[0]["document"].flatMap { DocumentID($0) } != nil)
        }
    }

    @Test func `files before the token are not taken`() async throws {
        try await Site.with(.all) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            for parts: [FormPart] in [
                [.file("a.txt", Array("text".utf8)), .field("csrf", token)], [.file("a.txt", Array("text".utf8))],
                [.field("csrf", "0"), .file("a.txt", Array("text".utf8))],
            ] {
                #expect(try await browser.upload(parts).status == 400)
            }
            #expect(try await site.box.vault.safeOverview(by: person.actor, safe: person.safe).documentCount == 0)
        }
    }

    @Test func `a form in which nothing was chosen says so`() async throws {
        try await Site.with(.all) { site in
            let (browser, _) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            #expect(try await browser.upload([.field("csrf", token), .file("", [])]).status == 400)
        }
    }

    @Test func `a body that breaks off keeps what was whole before`() async throws {
        try await Site.with(.all) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            var body: [UInt8] = []
            for part: FormPart in [
                .field("csrf", token), .file("a.txt", Array("whole".utf8)), .file("b.txt", TestPaper.text(bytes: 5000)),
            ] {
                body += part.bytes(boundary: "limit")
            }
            let fields: HTTPFields = [.contentType: "multipart/form-data; boundary=limit", .fetchSite: "same-origin"]
            let answer = try await browser.send(.post, "/documents", fields, body: Array(body.dropLast(3000)))
            #expect(answer.text.matches(of: /class="result good"/).count == 1)
            #expect(answer.text.matches(of: /class="result bad"/).count == 1)
            #expect(try await site.box.vault.documents(in: person.safe, by: person.actor).map(\.title) == ["a"])
        }
    }

    @Test func `a document over the limit is refused while the next one is taken`() async throws {
        try await Site.with(.all, adjust: { $0.documents.maxSize = 100_000 }) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            let answer = try await browser.upload([
                .field("csrf", token), .file("big.txt", TestPaper.text(bytes: 150_000)),
                .file("small.txt", Array("small".utf8)),
            ])
            #expect(answer.text.matches(of: /class="result good"/).count == 1)
            #expect(try await site.box.vault.documents(in: person.safe, by: person.actor).map(\.title) == ["small"])
        }
    }

    @Test func `a document comes back byte by byte, whole and in parts`() async throws {
        try await Site.with(.all) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let content = TestPaper.text(bytes: 300_000)
            let id = try await site.box.deposit(content, as: "Été.txt", by: person).id.text
            let whole = try await browser.get("/documents/\(id)/download")
            #expect(whole.status == 200 && whole.bytes == content)
            #expect(whole.headers[.contentDisposition]?.hasPrefix("attachment; ") == true)
            #expect(whole.headers[.contentDisposition]?.contains("filename*=UTF-8''%C3%89t%C3%A9.txt") == true)
            #expect(whole.headers[.contentSecurityPolicy] == SecurityHeaders.documentPolicy)
            let part = try await browser.send(.get, "/documents/\(id)/download", [.range: "bytes=262140-262150"])
            #expect(part.status == 206 && part.bytes == Array(content[262_140...262_150]))
            #expect(part.headers[.contentRange] == "bytes 262140-262150/300000")
            let beyond = try await browser.send(.get, "/documents/\(id)/download", [.range: "bytes=300000-"])
            #expect(beyond.status == 416 && beyond.bytes.isEmpty)
            #expect(beyond.headers[.contentRange] == "bytes */300000")
        }
    }

    @Test func `asking for the head of a document does not count as reading it`() async throws {
        try await Site.with(.all) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let id = try await site.box.deposit(Array("text".utf8), by: person).id.text
            let answer = try await browser.send(.head, "/documents/\(id)/download")
            #expect(answer.status == 200 && answer.bytes.isEmpty)
            let kinds = try await site.box.vault.journal(of: person.person, page: 1).entries.map(\.kind)
            #expect(!kinds.contains(.documentDownloaded))
        }
    }

    @Test func `renaming, deleting and the journal tell their story`() async throws {
        try await Site.with(.all) { site in
            let (browser, person) = try await site.browser(of: "awa")
            let id = try await site.box.deposit(Array("text".utf8), by: person).id.text
            #expect(try await browser.form("/documents/\(id)/rename", ["title": " "]).status == 400)
            #expect(
                try await browser.form("/documents/\(id)/rename", ["title": "<b>Carte & Co</b>"]).location == "/documents")
            let list = try await browser.get("/documents").text
            #expect(!list.contains("<b>Carte"))
            #expect(list.contains("&lt;b&gt;Carte &amp; Co&lt;/b&gt;"))
            #expect(try await browser.form("/documents/\(id)/delete").location == "/documents")
            #expect(try await browser.get("/documents/\(id)").status == 404)
            let journal = try await browser.get("/journal")
            #expect(journal.status == 200)
            #expect(journal.text.matches(of: /<time datetime/).count >= 4)
        }
    }

    @Test func `whoever is asked to sign in comes back to where they wanted to go`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let browser = site.browser()
            let asked = try await browser.get("/journal?page=2&x=a+b")
            let signIn = try #require(asked.location)
            let page = try await browser.get(signIn)
            let hidden = try #require(page.text.firstMatch(of: /name="return-to" value="(\/journal[^"]*)"/)).output.1
            let target = hidden.replacing("&amp;", with: "&")
            let opened = try await browser.post(
                "/sign-in",
                ["csrf": page.token, "identifier": "awa", "password": TemporaryVault.password, "return-to": String(target)])
            #expect(opened.location == "/journal?page=2&x=a+b")
        }
    }

    @Test func `leaving ends the session and clears the browser`() async throws {
        try await Site.with { site in
            let (browser, person) = try await site.browser(of: "awa")
            let left = try await browser.form("/sign-out", tokenFrom: "/documents")
            #expect(left.location == "/signed-out")
            #expect(left.headers[.clearSiteData] == "\"cache\", \"storage\"")
            browser.cookies["__Host-session"] = person.token
            #expect(try await browser.get("/documents").status == 303)
        }
    }

    @Test func `the language that is chosen stays with the account`() async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            let answer = try await browser.form(
                "/language", ["language": "en", "return-to": "/journal"], tokenFrom: "/documents")
            #expect(answer.location == "/journal")
            browser.cookies["__Host-language"] = nil
            #expect(try await browser.get("/documents").text.contains("<html lang=\"en\""))
            #expect(try await browser.form("/language", ["language": "tlh"], tokenFrom: "/documents").status == 400)
        }
    }

    @Test func `cookies are for this host, this connection and this site only`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let opened = try await site.browser().form(
                "/sign-in", ["identifier": "awa", "password": TemporaryVault.password])
            for cookie in opened.headers[values: .setCookie] {
                #expect(cookie.hasPrefix("__Host-"))
                #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax"))
                #expect(!cookie.contains("Domain"))
            }
        }
    }
}
