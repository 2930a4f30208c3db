import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// Signing in, second factors and ways back in, through the pages.
struct SigningInPagesTests {
    static func both(_ settings: inout Settings) {
        settings.mail.server = "localhost"
        settings.mail.from = "coffre@example.invalid"
        settings.sms.gateway = "spool"
        settings.web.hostNames = ["safe.example"]
        settings.web.port = 443
    }

    func reachable(_ site: Site, _ name: String = "awa") async throws -> TestPerson {
        var new = NewBeneficiary(
            loginName: name, firstName: "Awa", lastName: "Diallo", password: .chosen(SecretText(TemporaryVault.password)))
        new.phone = "+33611223344"
        new.email = "awa@example.invalid"
        let account = try await site.box.vault.addBeneficiary(new, by: TemporaryVault.staff)
        return TestPerson(account: account, password: TemporaryVault.password, opened: try await site.box.signIn(name))
    }

    /// Somebody whom two professionals of one structure follow, those two, and the page on which they help.
    func helped(_ site: Site) async throws -> (TestPerson, TestStaff, TestStaff, String) {
        let house = try await site.box.structure()
        let chief = try await site.box.manager(of: house)
        let pia = try await site.box.professional("pia", of: house, by: chief)
        let paul = try await site.box.professional("paul", of: house, by: chief)
        let awa = try await reachable(site)
        try await site.box.affiliate(awa, with: house, by: pia)
        return (awa, pia, paul, "/people/\(awa.account.id.text)/reset")
    }

    func browser(_ site: Site, _ token: String) -> Browser {
        let browser = site.browser()
        browser.cookies["__Host-session"] = token
        return browser
    }

    func last(_ site: Site, _ value: NoticeValue) async throws -> String {
        let keys = site.box.vault.keys
        let texts = try await site.box.vault.catalog.read { database in
            try Row.fetchAll(database, sql: "SELECT id, content FROM outbox ORDER BY created_at").map { row in
                let id: NoticeID = try row.identifier("id")
                let content = try keys.directory.open(row.bytes("content") ?? [], at: Outbox.address("content", of: id))
                return try NoticeContent(decoding: content).values
            }
        }
        return try #require(texts.compactMap { $0[value] }.last)
    }

    /// Adds an app through the pages.
    func addApp(_ browser: Browser) async throws -> TOTP {
        let shown = try await browser.form("/security/factors/app", tokenFrom: "/security/factors")
        #expect(shown.status == 200 && shown.text.contains("<path d=\"M"))
        let secret = try #require(shown.text.firstMatch(of: /class="secret" dir="ltr">([A-Z2-7 ]+)</)).output.1
        let seed = try #require(Base32.decode(String(secret)))
        let totp = TOTP(seed: try seed.withUnsafeBytes { try SecretBytes(copying: $0) })
        let wrong = try await browser.post("/security/factors/add", ["csrf": shown.token, "kind": "totp", "code": "12"])
        #expect(wrong.status == 401)
        let code = try totp.code(at: browser.site.box.clock.now().seconds / TOTP.step)
        let added = try await browser.post("/security/factors/add", ["csrf": shown.token, "kind": "totp", "code": code])
        #expect(added.status == 200 && added.text.contains("notice good"))
        browser.site.box.clock.advance(by: .seconds(30))
        return totp
    }

    let password = ["identifier": "awa", "password": TemporaryVault.password]

    @Test func `an app is added on the pages and then asked for`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let awa = try await reachable(site)
            let totp = try await addApp(browser(site, awa.token))
            let fresh = site.browser()
            let first = try await fresh.form("/sign-in", password.merging(["return-to": "/journal"]) { $1 })
            #expect(first.location == "/sign-in/code?return-to=%2Fjournal")
            #expect(fresh.cookies["__Host-session"] == nil)
            let wrong = try await fresh.form("/sign-in/code", ["by": "totp", "code": "000"])
            #expect(wrong.status == 401 && fresh.cookies["__Host-session"] == nil)
            let code = try totp.code(at: site.box.clock.now().seconds / TOTP.step)
            let entered = try await fresh.form(
                "/sign-in/code", ["by": "totp", "code": code, "trust": "yes", "return-to": "/journal"])
            #expect(entered.location == "/journal")
            #expect(fresh.cookies["__Host-half"] == nil)
            #expect(try await fresh.get("/documents").status == 200)
            _ = try await fresh.form("/sign-out", tokenFrom: "/documents")
            #expect(try await fresh.form("/sign-in", password).location == "/documents")
        }
    }

    @Test func `somebody in the middle of signing in is nobody on every other route`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let awa = try await reachable(site)
            _ = try await addApp(browser(site, awa.token))
            let half = site.browser()
            _ = try await half.form("/sign-in", password)
            let token = try #require(half.cookies["__Host-half"])
            for route in site.routes where !RouteMatrixTests.open.contains("\(route.method.rawValue) \(route.path)") {
                let path = route.path.replacing(/\{[a-z]+\}/, with: DocumentID().text)
                let nobody = try await site.browser().send(route.method, path, [.fetchSite: "same-origin"])
                let answer = try await half.send(route.method, path, [.fetchSite: "same-origin"])
                #expect(answer.status == nobody.status && answer.location == nobody.location, "\(route)")
                let disguised = site.browser()
                disguised.cookies["__Host-session"] = token
                let refused = try await disguised.send(route.method, path, [.fetchSite: "same-origin"])
                #expect(refused.location == "/signed-out", "\(route)")
            }
            let session = site.browser()
            session.cookies["__Host-half"] = awa.token
            #expect(try await session.get("/sign-in/code").location == "/sign-in")
        }
    }

    @Test func `a code by SMS is sent when it is asked for and opens`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let awa = try await reachable(site)
            let own = browser(site, awa.token)
            #expect(
                try await own.form("/security/factors/send", ["kind": "sms"], tokenFrom: "/security/factors").status == 303)
            let code = try await last(site, .code)
            let added = try await own.form(
                "/security/factors/add", ["kind": "sms", "code": code], tokenFrom: "/security/factors/sent?kind=sms")
            #expect(added.status == 200)
            let fresh = site.browser()
            _ = try await fresh.form("/sign-in", password)
            #expect(try await !fresh.get("/sign-in/code").text.contains("name=\"code\""))
            site.box.clock.advance(by: .seconds(1))
            #expect(try await fresh.form("/sign-in/code/send", ["by": "sms"], tokenFrom: "/sign-in/code").status == 303)
            let entered = try await fresh.form("/sign-in/code", ["by": "sms", "code": last(site, .code)])
            #expect(entered.location == "/documents")
        }
    }

    @Test func `staff without a second factor can do nothing but add one`() async throws {
        try await Site.with(adjust: {
            Self.both(&$0)
            $0.signingIn.secondFactorProfessionals = "required"
        }) { site in
            let pia = try await site.box.professional(of: try await site.box.structure())
            let browser = browser(site, pia.token)
            let open: Set<String> = ["/password", "/sign-out", "/language", "/help", "/security/confirm"]
            for route in site.routes where route.method == .get || route.method == .post {
                let path = route.path.replacing(/\{[a-z]+\}/, with: DocumentID().text)
                guard !open.contains(path), !path.hasPrefix("/security/factors"), !path.hasPrefix("/assets"),
                    path != "/health",
                    path != "/signed-out", path != "/robots.txt", path != "/favicon.ico", !path.hasPrefix("/sign-")
                else { continue }
                let answer = try await browser.send(route.method, path, [.fetchSite: "same-origin"])
                #expect(answer.location == "/security/factors", "\(route)")
            }
            _ = try await addApp(browser)
            #expect(try await browser.get("/people").status == 200)
        }
    }

    @Test(arguments: ["email", "sms"])
    func `a known and an unknown name see the same pages on the way back in`(way: String) async throws {
        try await Site.with(adjust: Self.both) { site in
            _ = try await reachable(site)
            var pages: [[String]] = []
            for name in ["awa", "nobody"] {
                let browser = site.browser()
                let asked = try await browser.form("/lost/\(way)", ["identifier": name])
                #expect(asked.status == 303)
                let next = try #require(asked.location)
                let shown = try await browser.get(next)
                let refused = try await browser.form("/lost/code", ["code": "00000000"])
                let noPassword = try await browser.get("/lost/password")
                pages.append([next, plain(shown.text), plain(refused.text), "\(refused.status)", noPassword.location ?? ""])
            }
            #expect(pages[0] == pages[1])
        }
    }

    func plain(_ text: String) -> String { text.replacing(/value="[0-9a-f.]*"/, with: "") }

    @Test func `the link of the e-mail leads to a new password in the browser that asked, and in no other`() async throws {
        try await Site.with(adjust: Self.both) { site in
            _ = try await reachable(site)
            let browser = site.browser()
            #expect(try await browser.form("/lost/email", ["identifier": "awa"]).location == "/lost/sent")
            let link = try await last(site, .link)
            #expect(link.hasPrefix("https://safe.example/lost/link/"))
            let path = String(link.dropFirst("https://safe.example".count))
            let thief = site.browser()
            #expect(try await thief.form(path).status == 400)
            #expect(try await thief.get("/lost/password").location == "/lost")
            #expect(try await browser.get(path).status == 200)
            #expect(try await browser.form(path).location == "/lost/password")
            let new = "Quatre grands Chiens 8"
            let differs = try await browser.form("/lost/password", ["new-password": new, "new-password-again": "x"])
            #expect(differs.status == 400)
            let done = try await browser.form("/lost/password", ["new-password": new, "new-password-again": new])
            #expect(done.status == 200 && done.text.contains(">awa<"))
            #expect(browser.cookies["__Host-session"] == nil && browser.cookies["__Host-reset"] == nil)
            #expect(try await browser.get("/documents").location?.hasPrefix("/sign-in") == true)
            #expect(try await browser.form("/sign-in", ["identifier": "awa", "password": new]).location == "/documents")
        }
    }

    @Test func `a recovery card is made, printed and used`() async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            #expect(try await browser.form("/security/card", ["pin": "1234", "pin-again": "1234"]).status == 400)
            #expect(try await browser.form("/security/card", ["pin": "4719", "pin-again": "4718"]).status == 400)
            let sheet = try await browser.form("/security/card", ["pin": "4719", "pin-again": "4719"])
            let words = sheet.text.matches(of: /<li><strong>([^<]+)<\/strong><\/li>/).map { String($0.output.1) }
            #expect(words.count == 10)
            let fresh = site.browser()
            let wrong = try await fresh.form("/lost/card", ["words": words.joined(separator: " "), "pin": "1111"])
            #expect(wrong.status == 401 && wrong.text.contains(words[0]))
            let proven = try await fresh.form("/lost/card", ["words": words.joined(separator: " "), "pin": "4719"])
            #expect(proven.location == "/lost/password")
            let new = "Quatre grands Chiens 8"
            #expect(try await fresh.form("/lost/password", ["new-password": new, "new-password-again": new]).status == 200)
            #expect(try await browser.get("/documents").location?.hasPrefix("/signed-out") == true)
        }
    }

    @Test func `strangers who ask in the holder's name do not close the page in the holder's own browser`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let awa = try await reachable(site)
            func sent(by browser: Browser) async throws -> Int {
                let before = try await site.box.vault.notices(by: TemporaryVault.staff).count
                let asked = try await browser.form("/lost/sms", ["identifier": "awa"])
                #expect(asked.location == "/lost/code")
                return try await site.box.vault.notices(by: TemporaryVault.staff).count - before
            }
            let stranger = site.browser()
            for count in [1, 1, 1, 0] { #expect(try await sent(by: stranger) == count) }
            let own = site.browser()
            own.cookies["__Host-device"] = awa.opened.device?.reveal()
            #expect(try await sent(by: own) == 1)
        }
    }

    @Test func `the secret question is removed on its page only with the password at hand`() async throws {
        try await Site.with(adjust: { $0.signingIn.secretQuestion = true }) { site in
            let (browser, awa) = try await site.browser(of: "awa")
            try await site.box.vault.setSecretQuestion(1, answer: SecretText("rue des Lilas"), of: awa.person)
            let page = try await browser.get("/security/question")
            site.box.clock.advance(by: .minutes(6))
            let asked = try await browser.post("/security/question/remove", ["csrf": page.token])
            #expect(asked.location == "/security/confirm?return-to=%2Fsecurity%2Fquestion")
            #expect(try await site.box.vault.hasSecretQuestion(awa.person))
        }
    }

    @Test func `two professionals help on their pages, and the holder stops it on every page`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let (awa, pia, paul, path) = try await helped(site)
            let first = browser(site, pia.token)
            #expect(try await first.form(path, ["purpose": "volé"]).status == 400)
            #expect(try await first.form(path, ["purpose": "volé", "present": "yes"]).location == path)
            let second = browser(site, paul.token)
            let confirmed = try await second.form(path + "/confirm", ["present": "yes"], tokenFrom: path)
            #expect(confirmed.text.contains("class=\"big-code\""))
            #expect(try await !second.get(path).text.contains("class=\"big-code\""))
            let holder = browser(site, awa.token)
            #expect(try await holder.get("/documents").text.contains("On demande un nouveau mot de passe"))
            #expect(try await holder.form("/security/stop-reset").status == 200)
            #expect(try await !holder.get("/documents").text.contains("On demande un nouveau mot de passe"))
        }
    }

    @Test func `the loss of a second factor can be named where there is one, and nowhere else`() async throws {
        try await Site.with { site in
            let (awa, pia, _, path) = try await helped(site)
            let helper = browser(site, pia.token)
            #expect(try await !helper.get(path).text.contains("lost-phone"))
            _ = try await addApp(browser(site, awa.token))
            #expect(try await helper.get(path).text.contains("name=\"lost-phone\""))
        }
    }

    @Test func `a change of security after five minutes asks for the password, and the session gets a new token`()
        async throws
    {
        try await Site.with { site in
            let (browser, person) = try await site.browser(of: "awa")
            site.box.clock.advance(by: .minutes(6))
            #expect(try await browser.get("/security/card").location == "/security/confirm?return-to=%2Fsecurity%2Fcard")
            #expect(try await browser.form("/security/confirm", ["password": "wrong"]).status == 401)
            let confirmed = try await browser.form(
                "/security/confirm?return-to=%2Fsecurity%2Fcard",
                ["password": TemporaryVault.password, "return-to": "/security/card"], tokenFrom: "/security/confirm")
            #expect(confirmed.location == "/security/card")
            #expect(browser.cookies["__Host-session"] != person.token)
            #expect(try await browser.get("/security/card").status == 200)
        }
    }

    @Test func `a public computer keeps nothing, one's own keeps that it is known`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let shared = site.browser()
            _ = try await shared.form("/sign-in", password.merging(["public-computer": "yes"]) { $1 })
            #expect(shared.cookies["__Host-device"] == nil)
            let left = try await shared.form("/sign-out", tokenFrom: "/documents")
            #expect(left.headers[.clearSiteData] == "\"cache\", \"cookies\", \"storage\"")
            let own = site.browser()
            _ = try await own.form("/sign-in", password)
            #expect(own.cookies["__Host-device"]?.count == 64)
            let out = try await own.form("/sign-out", tokenFrom: "/documents")
            #expect(out.headers[.clearSiteData] == "\"cache\", \"storage\"")
            #expect(own.cookies["__Host-device"] != nil)
        }
    }

    @Test func `a token that was planted before signing in is not the one afterwards`() async throws {
        try await Site.with { site in
            _ = try await site.box.beneficiary("awa")
            let planted = String(repeating: "ab", count: 32)
            let browser = site.browser()
            for name in ["__Host-session", "__Host-device", "__Host-half", "__Host-reset"] {
                browser.cookies[name] = planted
            }
            _ = try await browser.form("/sign-in", password)
            let token = try #require(browser.cookies["__Host-session"])
            #expect(token != planted)
            #expect(try await site.box.vault.session(token: planted, source: TemporaryVault.source) == nil)
        }
    }

    @Test func `devices are shown by their sort, closed one by one and everywhere`() async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            let phone = site.browser()
            phone.fields[.userAgent] = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
            _ = try await phone.form("/sign-in", password)
            let page = try await browser.get("/security/devices")
            #expect(page.text.contains("Firefox sur Android"))
            let id = try #require(page.text.firstMatch(of: /name="session" value="([0-9a-f]{64})"/)).output.1
            let ended = try await browser.post("/security/devices/end", ["csrf": page.token, "session": String(id)])
            #expect(ended.status == 200)
            // Somebody ended it: nothing is said of having done nothing.
            #expect(try await phone.get("/documents").location == "/signed-out")
            let everywhere = try await browser.form("/security/devices/end-all", tokenFrom: "/security/devices")
            #expect(everywhere.location == "/signed-out")
            #expect(everywhere.headers[.clearSiteData] == "\"cache\", \"storage\"")
            #expect(try await browser.get("/documents").location?.hasPrefix("/sign-in") == true)
        }
    }
}
