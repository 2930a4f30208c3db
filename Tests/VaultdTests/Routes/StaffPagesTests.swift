import Foundation
import GRDB
import HTTPTypes
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// What managers and professionals do, through the real routes.
struct StaffPagesTests {
    private func desk(_ body: (Site, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await Site.with { site in
            let structure = try await site.box.structure()
            let manager = try await site.box.manager(of: structure)
            try await body(site, structure, manager, try await site.box.professional(of: structure, by: manager))
        }
    }

    private func browser(_ site: Site, _ staff: TestStaff) -> Browser {
        let browser = site.browser()
        browser.cookies["__Host-session"] = staff.token
        return browser
    }

    @Test func `each role begins on its own page`() async throws {
        try await desk { site, _, manager, professional in
            for (staff, home) in [(manager, "/team"), (professional, "/people")] {
                let signedIn = try await site.browser().form(
                    "/sign-in", ["identifier": staff.loginName, "password": TemporaryVault.password])
                #expect(signedIn.location == home)
                let browser = browser(site, staff)
                #expect(try await browser.get("/").location == home)
                #expect(try await browser.get(home).status == 200)
                #expect(try await browser.get("/documents").status == 404)
                #expect(try await browser.get("/journal").status == 404)
            }
            #expect(try await browser(site, manager).get("/people").status == 404)
            #expect(try await browser(site, manager).get("/people/new").status == 404)
            #expect(try await browser(site, manager).get("/people/affiliate").status == 404)
            #expect(try await browser(site, professional).get("/team").status == 404)
            #expect(try await browser(site, professional).get("/team/new").status == 404)
            #expect(try await browser(site, professional).get("/team/usage").status == 404)
        }
    }

    @Test func `whoever may not add somebody is refused for that, and the journal says so`() async throws {
        try await desk { site, _, _, professional in
            #expect(try await browser(site, professional).get("/team/new").status == 404)
            let vault = site.box.vault
            let asked = try await vault.catalog.read { database in
                try Row.fetchAll(
                    database,
                    sql: "SELECT \(AuditRow.columns) FROM audit_event WHERE kind = 'accessDenied' ORDER BY sequence"
                ).map { try vault.journal.details(of: AuditRow($0))[.action] }
            }
            #expect(asked == [Action.addProfessional.rawValue])
        }
    }

    @Test func `a manager adds somebody, whose password is shown this once`() async throws {
        try await desk { site, _, manager, _ in
            let browser = browser(site, manager)
            let person = [
                "first-name": "Claire", "last-name": "N'Diaye", "identifier": "claire", "job-title": "Accueil",
                "email": "", "language": "ar",
            ]
            let added = try await browser.form("/team/new", person)
            let password = try #require(added.text.firstMatch(of: /id="temporary">([^<]+)</).map { String($0.output.1) })
            #expect(try await browser.get("/team").text.contains("Claire N&#39;Diaye"))
            let opened = try await site.browser().form("/sign-in", ["identifier": "claire", "password": password])
            #expect(opened.location == "/password")
            let taken = try await browser.form("/team/new", person)
            #expect(taken.status == 409)
            #expect(taken.text.contains("value=\"Claire\""), "nothing typed is lost")
        }
    }

    @Test func `the page of a professional says why the operator acted`() async throws {
        try await desk { site, _, _, professional in
            let other = try await site.box.structure("Autre")
            let max = try await site.box.manager("max", of: other)
            let made = try await site.box.vault.habilitate(
                professional.loginName, for: other, reason: "renfort <b>", by: TemporaryVault.staff)
            let page = try await browser(site, max).get("/team/\(made.id.text)")
            #expect(page.text.contains("<bdi>renfort &lt;b&gt;</bdi>"))
        }
    }

    @Test func `of two managers at one person the second is told and loses nothing`() async throws {
        try await desk { site, structure, manager, professional in
            let awa = try await site.box.beneficiary()
            try await site.box.affiliate(awa, with: structure, by: professional)
            let (first, second) = (
                browser(site, manager), browser(site, try await site.box.manager("second", of: structure))
            )
            let path = "/team/\(professional.habilitation.text)"
            let stale = try await second.get(path + "/limit")
            _ = try await first.form(path + "/suspend", ["version": "1"], tokenFrom: path)
            let ticked = "person.\(awa.account.id.text)"
            let told = try await second.post(
                path + "/limit",
                ["csrf": stale.token, "version": "1", "scope": "assigned", ticked: "yes", "find": "", "save": "yes"])
            #expect(told.status == 409)
            #expect(told.text.contains("name=\"\(ticked)\" value=\"yes\" checked"))
            #expect(told.text.contains("name=\"version\" value=\"2\""))
            let again = try await second.post(
                path + "/limit",
                ["csrf": told.token, "version": "2", "scope": "assigned", ticked: "yes", "find": "", "save": "yes"])
            #expect(again.location == path + "?done=limited")
            let late = try await first.post(path + "/resume", ["csrf": stale.token, "version": "2"])
            #expect(late.status == 400, "the token of another session")
            let told2 = try await first.form(path + "/resume", ["version": "2"], tokenFrom: path)
            #expect(told2.status == 409)
        }
    }

    @Test func `searching for people to name changes nothing and keeps the ticks`() async throws {
        try await desk { site, structure, manager, professional in
            let (awa, bo) = (try await site.box.beneficiary("awa"), try await site.box.beneficiary("bob"))
            for person in [awa, bo] { try await site.box.affiliate(person, with: structure, by: professional) }
            let path = "/team/\(professional.habilitation.text)"
            let browser = browser(site, manager)
            let found = try await browser.form(
                path + "/limit",
                [
                    "version": "1", "scope": "assigned", "person.\(awa.account.id.text)": "yes", "find": "nobody",
                    "search": "yes",
                ])
            #expect(found.text.contains("person.\(awa.account.id.text)\" value=\"yes\" checked"))
            #expect(!found.text.contains("person.\(bo.account.id.text)"))
            #expect(try await site.box.vault.followed(by: professional.person).total == 2)
        }
    }

    @Test func `a safe is opened screen by screen, and only after the mandate`() async throws {
        try await desk { site, _, _, professional in
            let browser = browser(site, professional)
            let secret = "Sept beaux Oiseaux 9"
            var sent = [
                "first-name": "أمل", "last-name": "O'Ly", "birth-date": "1988-02-29", "language": "ar", "phone": "",
                "email": "",
            ]
            #expect(try await browser.form("/people/new", sent.merging(["first-name": " "]) { $1 }).status == 400)
            let known = try await browser.form("/people/new", sent)
            #expect(known.text.contains("name=\"no-safe\""))
            sent["no-safe"] = "yes"
            let sheet = try await browser.form("/people/new", sent)
            #expect(sheet.text.contains("lang=\"ar\" dir=\"rtl\"") && sheet.text.contains("name=\"explained\""))
            sent["new-password"] = secret
            sent["new-password-again"] = secret
            let tooSoon = try await browser.form("/people/new", sent)
            #expect(tooSoon.text.contains("name=\"explained\""), "a password sent early skips no screen")
            sent["explained"] = "yes"
            sent.merge(try site.shownTexts("ar")) { own, _ in own }
            let mandate = try await browser.form("/people/new", sent)
            #expect(mandate.text.contains("name=\"signed\""))
            #expect(mandate.text.contains("name=\"visibility\" value=\"private\" checked"))
            #expect(try await site.box.vault.followed(by: professional.person).total == 0)
            sent["signed"] = "yes"
            sent["act-shown"] = "yes"
            sent["act.readShared"] = "yes"
            sent["visibility"] = "shared"
            let recovery = try await browser.form("/people/new", sent)
            #expect(recovery.text.contains("name=\"recovery\" value=\"card\""))
            #expect(!recovery.text.contains(secret), "what was sent early is carried nowhere")
            #expect(try await site.box.vault.followed(by: professional.person).total == 0)
            sent["recovery"] = "later"
            sent["new-password-again"] = secret + "x"
            let differs = try await browser.form("/people/new", sent)
            #expect(differs.text.contains("name=\"visibility\" value=\"shared\""), "the screen carries it on")
            #expect(differs.status == 400 && !differs.text.contains(secret))
            sent["new-password-again"] = secret
            let made = try await browser.form("/people/new", sent)
            let summary = try await browser.get(try #require(made.location))
            #expect(!summary.text.contains("id=\"recovery-card\""))
            #expect(summary.text.contains("أمل O&#39;Ly") && !summary.text.contains(secret))
            let identifier = try #require(
                summary.text.firstMatch(of: /id="identifier">([^<]+)</).map { String($0.output.1) })
            let opened = try await site.box.signIn(identifier, secret)
            #expect(!opened.session.mustChangePassword)
            let acts = try await site.box.vault.affiliations(of: opened.session.person).map(\.acts)
            #expect(acts == [[.openAccount, .readShared]])
            let visibility = try await site.box.vault.depositVisibility(
                in: try #require(opened.session.person.safe), by: .person(opened.session.person))
            #expect(visibility.chosen == .shared)
            #expect(try await browser.get("/people?find=%D8%A3%D9%85%D9%84").text.contains("أمل"))
        }
    }

    @Test func `a manager says a last day, when adding and later, and takes it away`() async throws {
        try await desk { site, structure, manager, _ in
            let browser = browser(site, manager)
            let names = ["first-name": "Zoé", "last-name": "Bon", "identifier": "zoe", "language": "fr"]
            let over = try await browser.form("/team/new", names.merging(["last-day": "2020-01-01"]) { $1 })
            #expect(over.status == 400 && over.text.contains(#"value="2020-01-01""#))
            let added = try await browser.form("/team/new", names.merging(["last-day": "2027-03-31"]) { $1 })
            #expect(added.status == 200)
            let team = try await browser.get("/team").text
            #expect(team.contains("jusqu’au 31 mars 2027"))
            let members = try await site.box.vault.team(of: structure, by: manager.person).members
            let zoe = try #require(members.first { $0.habilitation.endsAt != nil }).habilitation.id.text
            let page = "/team/\(zoe)"
            for day in ["", "demain", "2020-01-01"] {
                let refused = try await browser.form(
                    "\(page)/last-day", ["last-day": day, "version": "1"], tokenFrom: page)
                #expect(refused.status == 400, "\(day)")
            }
            let later = try await browser.form(
                "\(page)/last-day", ["last-day": "2027-06-30", "version": "1"], tokenFrom: page)
            #expect(later.location == "\(page)?done=dated")
            #expect(try await browser.get(page).text.contains("jusqu’au 30 juin 2027"))
            let stale = try await browser.form(
                "\(page)/last-day", ["last-day": "2027-07-31", "version": "1"], tokenFrom: page)
            #expect(stale.status == 409)
            let gone = try await browser.form("\(page)/last-day", ["none": "yes", "version": "2"], tokenFrom: page)
            #expect(gone.location == "\(page)?done=dated")
            #expect(try await !browser.get("/team").text.contains("jusqu’au"))
        }
    }

    @Test func `a duplicate is told of where the structure knows the person`() async throws {
        try await desk { site, _, _, professional in
            let browser = browser(site, professional)
            var sent = ["first-name": "Awa", "last-name": "Ba", "birth-date": "1988-02-29", "language": "fr"]
            let first = try await browser.form("/people/new", sent)
            #expect(!first.text.contains("/people?find=Awa%20Ba"))
            let secret = "Sept beaux Oiseaux 9"
            sent.merge(try site.shownTexts()) { $1 }
            sent.merge([
                "no-safe": "y", "explained": "y", "signed": "y", "recovery": "later", "new-password": secret,
                "new-password-again": secret,
            ]) { $1 }
            let opened = try await browser.form("/people/new", sent)
            #expect(opened.status == 303)
            let again = ["first-name": "BA", "last-name": "awa", "birth-date": "1988-02-29", "language": "fr"]
            let second = try await browser.form("/people/new", again)
            #expect(second.text.contains("/people?find=BA%20awa"))
        }
    }

    @Test func `asking for somebody answers the same whether or not they exist`() async throws {
        try await desk { site, structure, _, professional in
            _ = try await site.box.beneficiary("awa")
            let browser = browser(site, professional)
            let answers = try await ["awa", "nobody", "pia"].asyncMap {
                try await browser.form("/people/affiliate", ["identifier": $0])
            }
            let plain = answers.map { $0.text.replacing(/value="[0-9a-f.]*"/, with: "") }
            #expect(Set(plain).count == 1 && answers.allSatisfy { $0.status == 200 })
            let foreign = try await browser.form(
                "/people/affiliate", ["identifier": "awa", "structure": StructureID().text])
            #expect(foreign.status == 404)
        }
    }

    @Test func `whoever was suspended, removed or whose structure ended gets nothing any more`() async throws {
        for way in ["suspend", "remove", "limit", "end", "account"] {
            try await desk { site, structure, manager, professional in
                let awa = try await site.box.beneficiary()
                try await site.box.affiliate(awa, with: structure, by: professional)
                let browser = browser(site, professional)
                #expect(try await browser.get("/people").text.contains("Awa Diallo"))
                let (vault, id) = (site.box.vault, professional.habilitation)
                switch way {
                case "suspend": try await vault.suspendProfessional(id, version: 1, by: manager.person)
                case "remove": try await vault.removeProfessional(id, version: 1, by: manager.person)
                case "limit": try await vault.limitProfessional(id, to: [], version: 1, by: manager.person)
                case "end": _ = try await vault.endStructure(structure, by: TemporaryVault.staff)
                default: try await vault.suspendAccount("pia", reason: "x", by: TemporaryVault.staff)
                }
                for route in site.routes where route.path.hasPrefix("/people") || route.path.hasPrefix("/documents") {
                    browser.cookies["__Host-session"] = professional.token
                    let path = route.path.replacing("{id}", with: awa.account.id.text)
                    let answer = try await browser.send(route.method, path, [.fetchSite: "same-origin"])
                    #expect(answer.status == 303, "\(way) \(route)")
                    #expect(!answer.text.contains("Diallo"), "\(way) \(route)")
                }
            }
        }
    }

    @Test func `ids of another structure look exactly like none`() async throws {
        try await desk { site, structure, _, professional in
            let other = try await site.box.structure("Autre")
            let stranger = try await site.box.manager("stranger", of: other)
            let strange = try await site.box.professional("strange", of: other, by: stranger)
            let awa = try await site.box.beneficiary()
            try await site.box.affiliate(awa, with: structure, by: professional)
            for (staff, prefix, real) in [
                (stranger, "/team/", professional.habilitation.text), (strange, "/people/", awa.account.id.text),
            ] {
                let browser = browser(site, staff)
                let token = try await browser.get(HomePath.of(staff.person.role)).token
                for route in site.routes where route.path.hasPrefix(prefix + "{id}") {
                    let answers = try await [real, DocumentID().text].asyncMap { id in
                        let path = route.path.replacing("{id}", with: id)
                        guard route.method == .post else { return try await browser.send(route.method, path) }
                        return try await browser.post(path, ["csrf": token, "version": "1", "scope": "structure"])
                    }
                    #expect(answers.allSatisfy { $0.status == 404 || $0.status == 400 }, "\(route)")
                    #expect(answers[0].status == answers[1].status, "\(route)")
                    #expect(!answers[0].text.contains("Diallo") && !answers[0].text.contains("Accueil"), "\(route)")
                }
            }
        }
    }

    @Test func `a manager takes a lost second factor away after the own password, with the person present`() async throws {
        try await desk { site, _, manager, professional in
            let setup = try await site.box.vault.beginTOTP(of: professional.person)
            let seed = try #require(Base32.decode(setup.secret.reveal()))
            let totp = TOTP(seed: try seed.withUnsafeBytes { try SecretBytes(copying: $0) })
            let code = try totp.code(at: site.box.clock.now().seconds / TOTP.step)
            try await site.box.vault.addSecondFactor(.totp, code: code, of: professional.person)
            let path = "/team/\(professional.habilitation.text)"
            let browser = self.browser(site, manager)
            #expect(try await browser.get(path).text.contains("href=\"\(path)/factors\""))
            #expect(try await browser.form(path + "/factors", ["version": "1"]).status == 400)
            site.box.clock.advance(by: .minutes(6))
            let confirm = try #require(try await browser.get(path + "/factors").location)
            #expect(confirm.hasPrefix("/security/confirm?return-to="))
            _ = try await browser.form(
                "/security/confirm", ["password": TemporaryVault.password, "return-to": path + "/factors"])
            let taken = try await browser.form(path + "/factors", ["version": "1", "present": "yes"])
            #expect(taken.location == path + "?done=factorsTaken")
            #expect(try await !browser.get(path).text.contains("\(path)/factors"))
            #expect(try await browser.get(path + "/factors").status == 404)
        }
    }
}
