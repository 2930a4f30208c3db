import Engine
import HTTPTypes
import TestSupport
import Testing

@testable import vaultd

/// Invitations by SMS and e-mail, through the routes (ACC-07).
struct InvitationPagesTests {
    private let secret = "Sept beaux Oiseaux 9"

    private func desk(_ body: (Site, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await Site.with(adjust: {
            $0.sms.gateway = "spool"
            $0.mail.server = "localhost"
            $0.mail.from = "coffre@maison.example"
        }) { site in
            let structure = try await site.box.structure("Maison")
            let manager = try await site.box.manager(of: structure)
            try await body(site, structure, manager, try await site.box.professional(of: structure, by: manager))
        }
    }

    private func code(_ answer: Answer) throws -> String {
        try #require(answer.text.firstMatch(of: /id="spoken">([0-9]{6})</).map { String($0.output.1) })
    }

    private func path(_ site: Site) async throws -> String {
        let link = try #require(try await site.lastMessage(.link))
        return "/invitation/" + (link.split(separator: "/").last ?? "")
    }

    private func invite(_ site: Site, by way: String, _ professional: TestStaff) async throws -> Answer {
        let person = [
            "first-name": "Awa", "last-name": "Ba", "language": "fr", "phone": "0694837261", "email": "awa@ba.example",
            "no-safe": "yes",
        ]
        let desk = site.browser(token: professional.token)
        let sheet = try await desk.form("/people/new", person)
        #expect(sheet.text.contains("name=\"invite\" value=\"\(way)\""))
        return try await desk.form("/people/new", person.merging(["invite": way]) { $1 })
    }

    @Test(arguments: ["sms", "email"])
    func `an invited person types the code, signs and chooses a password, all from the link`(_ way: String) async throws {
        try await desk { site, structure, _, professional in
            let made = try await invite(site, by: way, professional)
            let (code, path) = (try code(made), try await path(site))
            let phone = site.browser()
            for wrong in ["/invitation/" + String(repeating: "0", count: 32), "/invitation/x"] {
                #expect(try await phone.get(wrong).status == 200)
                let refused = try await phone.form(wrong, ["code": code])
                #expect(refused.status >= 400 && !refused.text.contains("Maison"))
            }
            let mandate = try await phone.form(path, ["code": code])
            #expect(mandate.text.contains("Ce que personne ne peut faire pour vous"), "the whole mandate")
            let forged = mandate.hidden.merging(["signed": "yes", "mandate-version": "1"]) { $1 }
            #expect(try await phone.post(path, forged).status == 400)
            let password = try await phone.post(
                path, mandate.hidden.merging(["signed": "yes", "act.deposit": "yes"]) { $1 })
            let done = try await phone.post(
                path, password.hidden.merging(["new-password": secret, "new-password-again": secret]) { $1 })
            #expect(done.location == "/sign-in")
            let name = try #require(password.text.firstMatch(of: /id="identifier">([^<]+)</).map { String($0.output.1) })
            let opened = try await site.box.signIn(name, secret)
            let papers = try await site.box.vault.signedPapers(for: structure, of: opened.session.person)
            #expect(papers.current?.acts == [.openAccount, .deposit])
            #expect(papers.current?.text == (try site.shownText(.mandate)))
        }
    }

    @Test func `a professional sees what waits, sends it again and takes it back`() async throws {
        try await desk { site, _, _, professional in
            let made = try await invite(site, by: "sms", professional)
            let (code, path) = (try code(made), try await path(site))
            let desk = site.browser(token: professional.token)
            #expect(try await desk.get("/people").text.contains("/people/invitations"))
            let list = try await desk.get("/people/invitations")
            #expect(list.text.contains("Awa Ba") && list.text.contains("Pia Aide"))
            let id = try #require(list.text.firstMatch(of: #/invitations/([0-9a-f]{32})/renew/#).map { String($0.output.1) })
            site.box.clock.advance(by: .minutes(1))
            let again = try await desk.form(
                "/people/invitations/\(id)/renew", ["channel": "email", "name": "Awa Ba"], tokenFrom: "/people/invitations")
            let fresh = try self.code(again)
            let phone = site.browser()
            #expect(try await phone.form(path, ["code": code]).status >= 400, "the old link is dead")
            let newPath = try await self.path(site)
            #expect(try await phone.form(newPath, ["code": fresh]).text.contains("Maison"))
            let cancelled = try await desk.form("/people/invitations/\(id)/cancel", tokenFrom: "/people/invitations")
            #expect(cancelled.location == "/people/invitations?done=cancelled")
            #expect(try await phone.form(newPath, ["code": fresh]).status >= 400)
            #expect(try await !desk.get("/people/invitations").text.contains("Awa Ba"))
            #expect(try await desk.form("/people/invitations/\(id)/cancel", tokenFrom: "/people/invitations").status == 404)
        }
    }

    @Test func `sent too often, the list of invitations says how long to wait`() async throws {
        try await desk { site, _, _, professional in
            _ = try await invite(site, by: "sms", professional)
            let desk = site.browser(token: professional.token)
            let list = try await desk.get("/people/invitations")
            let id = try #require(list.text.firstMatch(of: #/invitations/([0-9a-f]{32})/renew/#).map { String($0.output.1) })
            let path = "/people/invitations/\(id)/renew"
            for _ in 1...4 {
                #expect(try await desk.form(path, ["channel": "sms"], tokenFrom: "/people/invitations").status == 200)
            }
            let refused = try await desk.form(path, ["channel": "sms"], tokenFrom: "/people/invitations")
            #expect(refused.status == 429 && refused.headers[.retryAfter] == "86400")
            #expect(refused.text.contains("Trop d’invitations sont parties") && refused.text.contains("Attendez"))
            #expect(refused.text.contains("Awa Ba"), "the list is still there")
        }
    }

    @Test func `a professional of another structure, and a manager, find no invitation`() async throws {
        try await desk { site, _, manager, professional in
            _ = try await invite(site, by: "sms", professional)
            let list = try await site.browser(token: professional.token).get("/people/invitations")
            let id = try #require(list.text.firstMatch(of: #/invitations/([0-9a-f]{32})/renew/#).map { String($0.output.1) })
            let other = try await site.box.structure("Ailleurs")
            let zoe = try await site.box.professional("zoe", of: other)
            for token in [zoe.token, manager.token] {
                let browser = site.browser(token: token)
                #expect(try await !browser.get("/people/invitations").text.contains("Awa Ba"))
                for act in ["renew", "cancel"] {
                    let path = "/people/invitations/\(id)/\(act)"
                    #expect(try await browser.form(path, ["channel": "sms"], tokenFrom: "/help").status == 404)
                }
            }
        }
    }

    @Test func `a manager invites a professional, who chooses the password; nobody else ever knows it`() async throws {
        try await desk { site, structure, manager, _ in
            let desk = site.browser(token: manager.token)
            let person = [
                "first-name": "Claire", "last-name": "Martin", "identifier": "claire", "job-title": "", "language": "fr",
                "email": "claire@maison.example",
            ]
            let made = try await desk.form("/team/new", person)
            #expect(!made.text.contains("id=\"temporary\""))
            let list = try await desk.get("/team")
            #expect(list.text.contains("invitation envoyée"))
            let team = try await site.box.vault.team(of: structure, by: manager.person)
            let claire = try #require(team.members.first { $0.name.firstName == "Claire" })
            let member = "/team/\(claire.habilitation.id.text)"
            let old = try await path(site)
            site.box.clock.advance(by: .minutes(1))
            let again = try await desk.form(member + "/invitation", ["name": "Claire Martin"], tokenFrom: member)
            let code = try self.code(again)
            let phone = site.browser()
            #expect(try await phone.form(old, ["code": try self.code(made)]).status >= 400)
            let path = try await path(site)
            let password = try await phone.form(path, ["code": code])
            #expect(
                password.text.contains("name=\"new-password\"")
                    && !password.text.contains("name=\"signed\" value=\"yes\" required"))
            let weak = try await phone.post(
                path, password.hidden.merging(["new-password": "claire", "new-password-again": "claire"]) { $1 })
            #expect(weak.status == 400)
            let done = try await phone.post(
                path, password.hidden.merging(["new-password": secret, "new-password-again": secret]) { $1 })
            #expect(done.location == "/sign-in")
            let opened = try await site.box.signIn("claire", secret)
            #expect(!opened.session.mustChangePassword)
            #expect(try await site.box.vault.followed(by: opened.session.person).total == 0)
        }
    }

    @Test func `a manager takes an invitation back`() async throws {
        try await desk { site, structure, manager, _ in
            let desk = site.browser(token: manager.token)
            let person = [
                "first-name": "Claire", "last-name": "Martin", "identifier": "claire", "job-title": "", "language": "fr",
                "email": "claire@maison.example",
            ]
            let code = try code(try await desk.form("/team/new", person))
            let path = try await path(site)
            let team = try await site.box.vault.team(of: structure, by: manager.person)
            let member = try #require(team.members.first { $0.name.firstName == "Claire" })
            let page = "/team/\(member.habilitation.id.text)"
            let cancelled = try await desk.form(page + "/invitation/cancel", tokenFrom: page)
            #expect(cancelled.location == "/team?done=cancelled")
            #expect(try await site.browser().form(path, ["code": code]).status >= 400)
            #expect(try await !desk.get("/team").text.contains("Claire"))
            #expect(try await desk.form("/team/new", person).status == 200, "the identifier is free again")
        }
    }
}
