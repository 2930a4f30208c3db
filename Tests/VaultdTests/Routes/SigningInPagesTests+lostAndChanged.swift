import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import TestSupport
import Testing
@testable import Engine
@testable import vaultd

/// What goes away and what changes: lost second factors, new numbers, fewer messages.
extension SigningInPagesTests {
    @Test func `the card's holder says on the last page that the phone is gone, and comes in without a code`() async throws {
        try await Site.with(adjust: {
            Self.both(&$0)
            $0.signingIn.minimumPasswordLength = 9
            $0.signingIn.minimumStaffPasswordLength = 14
        }) { site in
            let awa = try await reachable(site)
            let own = browser(site, awa.token)
            _ = try await addApp(own)
            let sheet = try await own.form("/security/card", ["pin": "4719", "pin-again": "4719"])
            let words = sheet.text.matches(of: /<li><strong>([^<]+)<\/strong><\/li>/).map { String($0.output.1) }
            let half = site.browser()
            _ = try await half.form("/sign-in", password)
            #expect(try await half.get("/sign-in/code").text.contains("href=\"/lost\""))
            let fresh = site.browser()
            _ = try await fresh.form("/lost/card", ["words": words.joined(separator: " "), "pin": "4719"])
            let page = try await fresh.get("/lost/password")
            #expect(page.text.contains("name=\"lost-phone\"") && !page.text.contains(" checked"))
            #expect(page.text.contains("minlength=\"9\""))
            let new = "Quatre grands Chiens 8"
            let done = try await fresh.form(
                "/lost/password", ["new-password": new, "new-password-again": new, "lost-phone": "yes"])
            #expect(done.status == 200)
            #expect(try await fresh.form("/sign-in", ["identifier": "awa", "password": new]).location == "/documents")
        }
    }

    @Test func `a message is no reason to let a second factor go, whatever the form says; staff see their own rule`()
        async throws
    {
        try await Site.with(adjust: {
            Self.both(&$0)
            $0.signingIn.minimumPasswordLength = 9
            $0.signingIn.minimumStaffPasswordLength = 14
        }) { site in
            var new = NewStaff(
                loginName: "mona", firstName: "Mona", lastName: "Chef",
                password: .chosen(SecretText(TemporaryVault.password)))
            new.email = "mona@example.invalid"
            _ = try await site.box.vault.addManager(new, of: site.box.structure(), by: TemporaryVault.staff)
            _ = try await addApp(browser(site, try await site.box.signIn("mona").token.reveal()))
            let fresh = site.browser()
            _ = try await fresh.form("/lost/email", ["identifier": "mona"])
            _ = try await fresh.form(String(try await last(site, .link).dropFirst("https://safe.example".count)))
            let page = try await fresh.get("/lost/password")
            #expect(!page.text.contains("lost-phone") && page.text.contains("minlength=\"14\""))
            let password = "Quatre grands Chiens 8"
            let refused = try await fresh.form(
                "/lost/password", ["new-password": password, "new-password-again": password, "lost-phone": "yes"])
            #expect(refused.status == 404)
            _ = try await fresh.form("/lost/password", ["new-password": password, "new-password-again": password])
            #expect(
                try await fresh.form("/sign-in", ["identifier": "mona", "password": password]).location?.hasPrefix(
                    "/sign-in/code") == true)
        }
    }

    @Test func `the second professional is shown that the second factor is to go`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let (awa, pia, paul, path) = try await helped(site)
            _ = try await addApp(browser(site, awa.token))
            _ = try await browser(site, pia.token).form(path, ["purpose": "volé", "present": "yes", "lost-phone": "yes"])
            let second = browser(site, paul.token)
            let shown = try await second.get(path)
            #expect(shown.text.contains("type=\"hidden\" name=\"lost-phone\" value=\"yes\""))
            let blind = try await second.form(path + "/confirm", ["present": "yes"], tokenFrom: path)
            #expect(blind.status == 409 && !blind.text.contains("class=\"big-code\""))
            let confirmed = try await second.form(
                path + "/confirm", ["present": "yes", "lost-phone": "yes"], tokenFrom: path)
            #expect(confirmed.text.contains("class=\"big-code\""))
        }
    }

    @Test func `a number is changed on the pages: code to the new one, password and second factor first`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let awa = try await reachable(site)
            let own = browser(site, awa.token)
            let asked = try await own.form("/security/contacts", ["by": "sms", "contact": "06 99 88 77 66"])
            #expect(asked.location == "/security/contacts/code")
            #expect(try await own.form("/security/contacts/code", ["code": "x"]).status == 401)
            let changed = try await own.form("/security/contacts/code", ["code": last(site, .code)])
            #expect(changed.status == 200 && changed.text.contains("+33699887766") && changed.text.contains("notice good"))
            #expect(try await own.form("/security/contacts", ["by": "email", "contact": "nothing"]).status == 400)
            let totp = try await addApp(own)
            site.box.clock.advance(by: .minutes(6))
            let confirmed = try await own.form(
                "/security/confirm", ["password": TemporaryVault.password, "return-to": "/security/contacts"])
            #expect(confirmed.location == "/security/contacts")
            let proof = try #require(try await own.get("/security/contacts").location)
            #expect(proof == "/security/code?return-to=%2Fsecurity%2Fcontacts")
            #expect(
                try await own.form("/security/code", ["by": "totp", "code": "000", "return-to": "/security/contacts"]).status
                    == 401)
            let code = try totp.code(at: site.box.clock.now().seconds / TOTP.step)
            let proven = try await own.form(
                "/security/code", ["by": "totp", "code": code, "return-to": "/security/contacts"])
            #expect(proven.location == "/security/contacts")
            #expect(
                try await own.form(
                    "/security/contacts/remove", ["by": "email"], tokenFrom: "/security/contacts/remove?by=email"
                ).status == 200)
            site.box.clock.advance(by: .minutes(6))
            #expect(try await own.get("/security/contacts").location?.hasPrefix("/security/confirm") == true)
        }
    }

    @Test func `messages about what others do are switched off and on`() async throws {
        try await Site.with(adjust: Self.both) { site in
            let awa = try await reachable(site)
            let own = browser(site, awa.token)
            #expect(try await own.form("/security/news", ["wanted": "no"], tokenFrom: "/security").location == "/security")
            #expect(try await !site.box.vault.wantsNews(awa.person))
            #expect(try await own.get("/security").text.contains("name=\"wanted\" value=\"yes\""))
        }
    }
}
