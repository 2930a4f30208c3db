import Engine
import HTTPTypes
import TestSupport
import Testing

@testable import vaultd

/// Every route that names something, for everyone whose it is not.
struct ForeignIdentifierRoutesTests {
    /// A person with a document and a request, who is followed by a house; and people who have nothing to do with her.
    private struct Stage {
        let site: Site
        let awa: TestPerson
        let house: StructureID
        let mona: TestStaff
        let pia: TestStaff
        let document: DocumentID
        let request: ShareRequestID

        static func with(_ body: (Stage) async throws -> Void) async throws {
            try await Site.with(.all) { site in
                let box = site.box
                let house = try await box.structure("Maison")
                let mona = try await box.manager("mona", of: house)
                let pia = try await box.professional("pia", of: house, by: mona)
                let awa = try await box.beneficiary("awa")
                try await box.affiliate(awa, with: house, by: pia)
                let document = try await box.deposit(Array("carte d'identité".utf8), title: "Secret", by: awa).id
                try await box.vault.askToShare("Votre bail", of: awa.account.id, by: pia.actor)
                let request = try #require(await box.vault.shareRequests(in: awa.safe, by: awa.actor).first)
                try await body(
                    Stage(
                        site: site, awa: awa, house: house, mona: mona, pia: pia, document: document, request: request.id))
            }
        }

        /// The id that is meant by a route, in 32 digits.
        func id(in path: String) -> String? {
            let ids = [
                ("/documents/", document.text), ("/people/", awa.account.id.text), ("/sharing/requests/", request.text),
                ("/sharing/structures/", house.text), ("/team/", pia.habilitation.text),
            ]
            return ids.first { path.hasPrefix($0.0) }?.1
        }

        func browser(_ token: String) -> Browser {
            let browser = site.browser()
            browser.cookies["__Host-session"] = token
            return browser
        }
    }

    /// What any form of the site may carry, so that no route stops at a missing field.
    private static func fields(_ token: String, house: StructureID, _ site: Site) throws -> [String: String] {
        let other = DocumentID().text
        return try [
            "csrf": token, "title": "x", "consent": "yes", "sensitive": "yes", "grant": other, "link": other,
            "document": other, "days": "1", "purpose": "x", "message": "x", "third-party": "x", "link-days": "1",
            "openings": "1", "to.\(house.text)": "yes", "act.deposit": "yes", "version": "1", "reason": "x",
            "scope": "structure", "until": "", "present": "yes", "lost-phone": "yes",
        ].merging(site.shownTexts()) { own, _ in own }
    }

    private func ask(_ browser: Browser, _ route: SiteRoute, _ id: String, _ house: StructureID) async throws -> Answer {
        let path = route.path.replacing("{id}", with: id)
        let token = try await browser.get("/help").token
        guard route.method == .post else { return try await browser.send(route.method, path) }
        guard !path.hasSuffix("/documents") else {
            return try await browser.upload([.field("csrf", token), .file("a.txt", Array("text".utf8))], to: path)
        }
        return try await browser.post(path, Self.fields(token, house: house, browser.site))
    }

    /// Without what differs from one answer to the next: ids and the code of the failure.
    private func shape(_ answer: Answer) -> String {
        answer.text.replacing(/[0-9a-f]{32}/, with: "").replacing(/[2-9a-hj-kmnp-z]{8}/, with: "")
    }

    @Test func `what is somebody else's looks exactly like what there is not, for every role on every route`() async throws {
        try await Stage.with { stage in
            let box = stage.site.box
            let other = try await box.structure("Ailleurs")
            let zoe = try await box.professional("zoe", of: other)
            let stranger = try await box.beneficiary("bilal")
            let far = try await box.manager("max", of: other)
            let roles: [(name: String, token: String, own: [String])] = [
                ("another holder", stranger.token, []),
                ("a professional of another structure", zoe.token, []),
                ("a manager of another structure", far.token, []),
                ("the manager of the house", stage.mona.token, ["/team/"]),
                ("the professional who follows", stage.pia.token, ["/people/"]),
            ]
            let routes = stage.site.routes.filter { stage.id(in: $0.path) != nil && $0.path.contains("{id}") }
            #expect(routes.count >= 30)
            for role in roles {
                let browser = stage.browser(role.token)
                for route in routes where !role.own.contains(where: route.path.hasPrefix) {
                    let id = try #require(stage.id(in: route.path))
                    let real = try await ask(browser, route, id, stage.house)
                    let none = try await ask(browser, route, DocumentID().text, stage.house)
                    #expect([real.status, none.status] == [404, 404], "\(role.name): \(route)")
                    #expect(shape(real) == shape(none), "\(role.name): \(route)")
                }
            }
            #expect(try await box.vault.document(stage.document, by: stage.awa.actor).title == "Secret")
        }
    }

    @Test func `after sharing is cut, not a byte comes on any route`() async throws {
        try await Stage.with { stage in
            let vault = stage.site.box.vault
            try await vault.share(
                stage.document, ShareOrder(audience: [.structure(stage.house)]), by: stage.awa.actor)
            let browser = stage.browser(stage.pia.token)
            let content = "/documents/\(stage.document.text)/content"
            #expect(try await browser.get(content).text == "carte d'identité")
            let person = "/people/\(stage.awa.account.id.text)"
            #expect(try await browser.get(person).text.contains("Secret"))
            try await vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor)
            for route in stage.site.routes where route.path.hasPrefix("/documents/{id}") {
                let answer = try await ask(browser, route, stage.document.text, stage.house)
                #expect(answer.status == 404, "\(route)")
                #expect(!answer.text.contains("Secret") && !answer.text.contains("identité"), "\(route)")
            }
            let after = try await browser.get(person)
            #expect(after.status == 200 && !after.text.contains("Secret"))
        }
    }

    @Test func `a suspended professional, and one whose convention ended, are led to the sign-in page everywhere`()
        async throws
    {
        for end in [
            { try await $0.site.box.vault.suspendAccount("pia", reason: "essai", by: TemporaryVault.staff) },
            { _ = try await $0.site.box.vault.endStructure($0.house, by: TemporaryVault.staff) },
        ] as [(Stage) async throws -> Void] {
            try await Stage.with { stage in
                let vault = stage.site.box.vault
                try await vault.share(
                    stage.document, ShareOrder(audience: [.structure(stage.house)]), by: stage.awa.actor)
                try await end(stage)
                for route in stage.site.routes where stage.id(in: route.path) != nil {
                    let browser = stage.browser(stage.pia.token)
                    let path = route.path.replacing("{id}", with: stage.id(in: route.path) ?? "")
                    let answer = try await browser.send(route.method, path, [.fetchSite: "same-origin"])
                    #expect(answer.status == 303, "\(route)")
                    #expect(!answer.text.contains("Secret"), "\(route)")
                }
                #expect(try await stage.browser(stage.awa.token).get("/documents").text.contains("Secret"))
            }
        }
    }
}
