import Engine
import TestSupport
import Testing

@testable import vaultd

/// What staff read of acts, through the real routes (AUD-05).
struct ActsPagesTests {
    private func desk(_ body: (Site, TestPerson, TestStaff, TestStaff) async throws -> Void) async throws {
        try await Site.with { site in
            let house = try await site.box.structure("Maison")
            let mona = try await site.box.manager("mona", of: house)
            let pia = try await site.box.professional("pia", of: house, by: mona)
            let awa = try await site.box.beneficiary("awa")
            try await site.box.affiliate(awa, with: house, by: pia)
            try await body(site, awa, mona, pia)
        }
    }

    private func browser(_ site: Site, _ token: String) -> Browser {
        let browser = site.browser()
        browser.cookies["__Host-session"] = token
        return browser
    }

    @Test func `professionals and managers have a page of what they did, holders have none`() async throws {
        try await desk { site, awa, mona, pia in
            let own = try await browser(site, pia.token).get("/acts")
            #expect(own.status == 200)
            #expect(own.text.contains("href=\"/acts\" aria-current=\"page\""))
            #expect(own.text.contains("Demande de suivre une personne") && own.text.contains("Awa Diallo"))
            let chief = try await browser(site, mona.token).get("/acts")
            #expect(chief.status == 200)
            #expect(chief.text.contains("Compte créé") && chief.text.contains("Pia Aide"))
            #expect(!chief.text.contains("Diallo"))
            let holder = browser(site, awa.token)
            #expect(try await holder.get("/acts").status == 404)
            #expect(try await !holder.get("/documents").text.contains("href=\"/acts\""))
        }
    }

    @Test func `a manager is led from a professional to what they did, without a word on anybody`() async throws {
        try await desk { site, _, mona, pia in
            let path = "/team/\(pia.habilitation.text)"
            let manager = browser(site, mona.token)
            #expect(try await manager.get(path).text.contains("href=\"\(path)/acts\""))
            let acts = try await manager.get(path + "/acts")
            #expect(acts.status == 200)
            #expect(acts.text.contains("Demande de suivre une personne") && acts.text.contains("Pia Aide"))
            #expect(!acts.text.contains("Diallo"))
            #expect(try await manager.get(path + "/acts?page=x").status == 200)
            #expect(try await browser(site, pia.token).get(path + "/acts").status == 404)
            let far = try await site.box.manager("max", of: site.box.structure("Ailleurs"))
            #expect(try await browser(site, far.token).get(path + "/acts").status == 404)
        }
    }

    @Test func `whoever was suspended by the manager reads nothing of it any more`() async throws {
        try await desk { site, _, mona, pia in
            try await site.box.vault.suspendProfessional(pia.habilitation, version: 1, by: mona.person)
            let again = try await site.box.signIn("pia")
            let answer = try await browser(site, again.token.reveal()).get("/acts")
            #expect(answer.status == 404 && !answer.text.contains("Diallo"))
        }
    }
}
