import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// The texts that people sign are where they sign them, and what is kept is what was shown (ACC-01 to ACC-03).
struct SignedTextsTests {
    private func desk(
        texts: TextLibrary? = nil, _ body: (Site, StructureID, TestStaff) async throws -> Void
    ) async throws {
        try await Site.with(texts: texts) { site in
            let structure = try await site.box.structure("Maison")
            try await body(site, structure, try await site.box.professional(of: structure))
        }
    }

    private let person = ["first-name": "Amal", "last-name": "Haddad", "language": "ar", "no-safe": "yes"]
    private let secret = "Sept beaux Oiseaux 9"

    @Test func `sheet and mandate are on the screens of the opening, and kept as they were shown`() async throws {
        try await desk { site, structure, professional in
            let desk = site.browser(token: professional.token)
            let sheet = try await desk.form("/people/new", person)
            #expect(sheet.text.contains("<div class=\"text\" lang=\"ar\" dir=\"rtl\">"))
            var sent = sheet.hidden.merging(person) { $1 }
            sent["explained"] = "yes"
            let mandate = try await desk.post("/people/new", sent)
            #expect(mandate.text.contains("<div class=\"text\" lang=\"ar\" dir=\"rtl\">"))
            #expect(mandate.text.contains("/mandate?version=2026-11&amp;language=ar"))
            sent = mandate.hidden.merging(["signed": "yes", "act.deposit": "yes"]) { $1 }
            let recovery = try await desk.post("/people/new", sent)
            sent = recovery.hidden.merging(["recovery": "later"]) { $1 }
            let password = try await desk.post("/people/new", sent)
            sent = password.hidden.merging(["new-password": secret, "new-password-again": secret]) { $1 }
            let made = try await desk.post("/people/new", sent)
            #expect(made.status == 303)
            let opened = try await site.box.signIn(sent["identifier"] ?? "", secret)
            let papers = try await site.box.vault.signedPapers(for: structure, of: opened.session.person)
            #expect(papers.current?.text == (try site.shownText(.mandate, "ar")))
            #expect(papers.information.map(\.text) == [try site.shownText(.information, "ar")])
            #expect(papers.current?.text.digest?.count == 32 && papers.information.first?.text.digest?.count == 32)
            #expect(papers.current?.acts == [.openAccount, .deposit])
        }
    }

    @Test(arguments: [
        "information-version", "mandate-version", "mandate-language", "information-digest", "mandate-digest",
    ])
    func `a text that there is not is bad input, and opens nothing`(_ field: String) async throws {
        try await desk { site, _, professional in
            let desk = site.browser(token: professional.token)
            var sent = person.merging(try site.shownTexts("ar")) { $1 }
            sent.merge([
                "explained": "yes", "signed": "yes", "recovery": "later", "new-password": secret,
                "new-password-again": secret,
            ]) { $1 }
            for wrong in ["1", "../terms/2026-11", String(repeating: "0", count: 64), nil] {
                sent[field] = wrong
                let refused = try await desk.form("/people/new", sent)
                #expect(refused.status == 400, "\(wrong ?? "nothing")")
            }
            #expect(try await site.box.vault.followed(by: professional.person).total == 0)
        }
    }

    @Test func `where a text is not in the reader's language, the language that was read is kept`() async throws {
        let own = FileManager.default.temporaryDirectory.appending(path: "texts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: own) }
        try FileManager.default.createDirectory(
            at: own.appending(path: "mandate/2027-01"), withIntermediateDirectories: true)
        try Data("# Mandat de la maison".utf8).write(to: own.appending(path: "mandate/2027-01/fr.md"))
        let texts = try TextLibrary(delivered: Site.resources + "/texts", own: own.path, language: "fr")
        try await desk(texts: texts) { site, structure, professional in
            let awa = try await site.box.beneficiary("awa")
            let terms = try #require(
                try texts.text(
                    .terms, languages: ["fr"],
                    values: TextFacts(settings: site.box.settings).values(
                        in: site.services.renderer.languages.standard)))
            try await site.box.vault.accept(terms, by: awa.person)
            try await site.box.vault.askAffiliation(loginName: "awa", structure: structure, by: professional.person)
            let reader = site.browser(token: awa.token)
            reader.cookies["__Host-language"] = "ar"
            reader.fields[.acceptLanguage] = "ar"
            let page = try await reader.get("/sharing")
            #expect(page.text.contains("Mandat de la maison"))
            let path = "/sharing/structures/\(structure.text)"
            var sent = page.hidden.merging(["act.deposit": "yes"]) { $1 }
            sent["mandate-language"] = "ar"
            #expect(try await reader.post(path + "/accept", sent).status == 400)
            sent["mandate-language"] = "fr"
            #expect(try await reader.post(path + "/accept", sent).location == "/sharing?done=accepted")
            let kept = try await site.box.vault.signedPapers(for: structure, of: awa.person).current
            #expect(kept?.text.version == "2027-01" && kept?.text.language == "fr")
        }
    }

    @Test func `a holder reads again what was signed, signs another mandate, and nobody else sees it`() async throws {
        try await desk { site, structure, professional in
            let awa = try await site.box.beneficiary("awa")
            let holder = site.browser(token: awa.token)
            let path = "/sharing/structures/\(structure.text)"
            #expect(try await holder.get(path + "/mandate").status == 404)
            try await site.box.vault.askAffiliation(loginName: "awa", structure: structure, by: professional.person)
            let asked = try await holder.get("/sharing")
            let accepted = asked.hidden.merging(["act.readShared": "yes"]) { $1 }
            #expect(try await holder.post(path + "/accept", accepted).status == 303)
            let papers = try await holder.get(path + "/mandate")
            #expect(papers.text.contains("Pia Aide") && papers.text.contains("Lire les papiers que je partage"))
            #expect(papers.text.contains("Ce que personne ne peut faire pour vous"), "the text itself")
            let none = try await holder.post(path + "/mandate", papers.hidden)
            #expect(none.status == 400 && none.text.contains("action=\"\(path)/mandate\""))
            let signed = try await holder.post(path + "/mandate", papers.hidden.merging(["act.deposit": "yes"]) { $1 })
            #expect(signed.location == "/sharing?done=signed")
            let kept = try await site.box.vault.signedPapers(for: structure, of: awa.person)
            #expect(kept.mandates.map(\.acts) == [[.deposit], [.readShared]])
            #expect(kept.mandates.map { $0.endedAt == nil } == [true, false])
            #expect(kept.current?.explainer == .nobody)
            _ = try await holder.form(path + "/leave", tokenFrom: "/sharing")
            #expect(try await holder.get("/sharing").text.contains(path + "/mandate"))
            #expect(try await holder.get(path + "/mandate").text.contains("Terminé le"))
            let other = try await site.browser(of: "bilal").0
            for stranger in [other, site.browser(token: professional.token)] {
                #expect(try await stranger.get(path + "/mandate").status == 404)
            }
        }
    }

    @Test func `a text is read by itself in the language in which it was signed`() async throws {
        try await desk { site, _, _ in
            let text = try await site.browser().get("/mandate?version=2026-11&language=ar").text
            #expect(text.contains("<html lang=\"fr\"") && text.contains("<div class=\"text\" lang=\"ar\" dir=\"rtl\">"))
        }
    }

    @Test func `the proof shows which words were signed, and says so where they lie here no more`() async throws {
        try await desk { site, structure, professional in
            let awa = try await site.box.beneficiary("awa")
            let holder = site.browser(token: awa.token)
            let path = "/sharing/structures/\(structure.text)"
            try await site.box.vault.askAffiliation(loginName: "awa", structure: structure, by: professional.person)
            let asked = try await holder.get("/sharing")
            #expect(
                try await holder.post(path + "/accept", asked.hidden.merging(["act.deposit": "yes"]) { $1 }).status == 303)
            let digest = Hex.encode(try #require(try site.shownText(.mandate).digest))
            let differs = "n’est plus, mot pour mot"
            let papers = try await holder.get(path + "/mandate").text
            #expect(papers.contains(digest) && !papers.contains(differs))

            let own = FileManager.default.temporaryDirectory.appending(path: "texts-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: own) }
            let delivered = URL(filePath: Site.resources + "/texts/mandate")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: delivered, to: own.appending(path: "mandate"))
            let file = own.appending(path: "mandate/2026-11/fr.md")
            func later() async throws -> Answer {
                let texts = try TextLibrary(delivered: Site.resources + "/texts", own: own.path, language: "fr")
                let again = try Site(
                    site.box, slot: site.services.slot,
                    texts: TextLibrary(versions: texts.versions.filter { $0.key != .terms }))
                return try await again.browser(token: awa.token).get(path + "/mandate")
            }
            let text = try String(contentsOf: file, encoding: .utf8)
            try (text.replacing("\n", with: "  \r\n")).write(to: file, atomically: true, encoding: .utf8)
            #expect(try await !later().text.contains(differs), "blanks that nobody sees are no other words")
            try (text + "\nUn mot de plus.\n").write(to: file, atomically: true, encoding: .utf8)
            let changed = try await later().text
            #expect(changed.contains(digest) && changed.contains(differs))
        }
    }

    @Test func `what was signed on a page whose words have changed since is not taken`() async throws {
        try await desk { site, structure, professional in
            let awa = try await site.box.beneficiary("awa")
            let holder = site.browser(token: awa.token)
            let path = "/sharing/structures/\(structure.text)"
            try await site.box.vault.askAffiliation(loginName: "awa", structure: structure, by: professional.person)
            var sent = try await holder.get("/sharing").hidden.merging(["act.deposit": "yes"]) { $1 }
            sent["mandate-digest"] = Hex.encode([UInt8](repeating: 7, count: 32))
            #expect(try await holder.post(path + "/accept", sent).status == 400)
            #expect(try await site.box.vault.followed(by: professional.person).total == 0)
        }
    }
}
