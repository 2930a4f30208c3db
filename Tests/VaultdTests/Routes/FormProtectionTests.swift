import Engine
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import vaultd

/// What keeps other sites from acting in somebody's name.
struct FormProtectionTests {
    @Test(arguments: [nil, "", "0000", String(repeating: "a", count: 64)])
    func `a form without our token changes nothing`(token: String?) async throws {
        try await Site.with { site in
            let (browser, person) = try await site.browser(of: "awa")
            var values = ["title": "x", "password": "a", "new-password": "b", "new-password-again": "b", "language": "en"]
            values["csrf"] = token
            for route in site.routes where route.method == .post && !["/documents", "/sign-in"].contains(route.path) {
                let path = route.path.replacing("{id}", with: DocumentID().text)
                #expect(try await browser.post(path, values).status == 400, "\(path)")
            }
            #expect(try await site.box.vault.session(token: person.token, source: TemporaryVault.source) != nil)
        }
    }

    @Test func `the token of another session is no token`() async throws {
        try await Site.with { site in
            let (mine, _) = try await site.browser(of: "awa")
            let (other, _) = try await site.browser(of: "bilal")
            let foreign = try await other.get("/documents").token
            #expect(try await mine.post("/sign-out", ["csrf": foreign]).status == 400)
        }
    }

    @Test func `the sign-in form has a token of its own, bound to the browser`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let fields = ["identifier": "awa", "password": TemporaryVault.password]
            let attacker = site.browser()
            let theirs = try await attacker.get("/sign-in").token
            let victim = site.browser()
            _ = try await victim.get("/sign-in")
            let refused = try await victim.post("/sign-in", fields.merging(["csrf": theirs]) { $1 })
            #expect(refused.status == 400)
            #expect(victim.cookies["__Host-session"] == nil)
            let withoutCookie = try await site.browser().post("/sign-in", fields.merging(["csrf": theirs]) { $1 })
            #expect(withoutCookie.status == 400)
        }
    }

    @Test func `a sign-in form that was open too long comes back fresh, with what was typed`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let browser = site.browser()
            let old = try await browser.get("/sign-in").token
            site.box.clock.advance(by: Visit.formAge + .seconds(2))
            let fields = ["identifier": "awa", "password": TemporaryVault.password]
            let answer = try await browser.post("/sign-in", fields.merging(["csrf": old]) { $1 })
            #expect(answer.status == 400)
            let again = try await browser.post("/sign-in", fields.merging(["csrf": answer.token]) { $1 })
            #expect(again.status == 303)
        }
    }

    @Test(arguments: ["cross-site", "same-site", "none", ""])
    func `a form that a browser says comes from elsewhere is refused`(origin: String) async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            let token = try await browser.get("/documents").token
            #expect(try await browser.post("/sign-out", ["csrf": token], site: origin).status == 400)
            #expect(try await browser.get("/documents").status == 200)
        }
    }

    @Test(arguments: [
        ("https://safe.example", true), ("https://evil.example", false), ("null", false), ("http://safe.example", false),
        ("https://safe.example.evil.example", false), ("https://safe.example:8443", false),
    ])
    func `where the browser names only an origin, it must be ours`(origin: String, allowed: Bool) {
        #expect(SameOriginOnly.isAllowed(.post, [.origin: origin], host: "safe.example") == allowed)
    }

    @Test func `no method that only reads is ever refused for its origin`() {
        #expect(
            SameOriginOnly.isAllowed(
                .get, [.fetchSite: "cross-site", .origin: "https://evil.example"], host: "safe.example"))
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=y",
        "documents", "",
    ])
    func `nobody is led to another site after signing in`(target: String) async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let browser = site.browser()
            let fields = ["identifier": "awa", "password": TemporaryVault.password, "return-to": target]
            let answer = try await browser.form("/sign-in", fields)
            #expect(answer.status == 303)
            #expect(answer.location == "/documents")
        }
    }

    @Test(arguments: ["a=1&a=2", "a=%zz", "a=%ff", String(repeating: "a", count: 20_000)])
    func `a form that cannot be read is refused as such`(body: String) async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            let fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .fetchSite: "same-origin"]
            #expect(try await browser.send(.post, "/sign-out", fields, body: Array(body.utf8)).status == 400)
        }
    }

    @Test func `a word about what was done cannot be forged, and is said once`() async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            browser.cookies["__Host-notice"] = "1795000000.72656e616d6564." + String(repeating: "0", count: 64)
            #expect(try await !browser.get("/documents").text.contains("notice good"))
            browser.cookies["__Host-notice"] = site.services.seals.seal("renamed", for: .notice)
            #expect(try await browser.get("/documents").text.contains("notice good"))
            #expect(try await !browser.get("/documents").text.contains("notice good"))
        }
    }

    @Test func `a seal for one purpose, bond or time opens for no other`() {
        let clock = ManualClock(Moment(seconds: 1_795_000_000))
        let seal = CookieSeal(clock: clock)
        let sealed = seal.seal("a word", for: .form, bond: "one")
        #expect(seal.open(sealed, for: .form, bond: "one", age: .minutes(1)) == "a word")
        #expect(seal.open(sealed, for: .notice, bond: "one", age: .minutes(1)) == nil)
        #expect(seal.open(sealed, for: .form, bond: "two", age: .minutes(1)) == nil)
        #expect(CookieSeal(clock: clock).open(sealed, for: .form, bond: "one", age: .minutes(1)) == nil)
        clock.advance(by: .seconds(61))
        #expect(seal.open(sealed, for: .form, bond: "one", age: .minutes(1)) == nil)
        clock.advance(by: .minutes(-10))
        #expect(seal.open(sealed, for: .form, bond: "one", age: .minutes(1)) == nil)
    }
}
