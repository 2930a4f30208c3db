import GRDB
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// Sharing in the browser, from the click to the journal.
struct SharingPagesTests {
    private struct Stage {
        let site: Site
        let awa: TestPerson
        let house: StructureID
        let pia: TestStaff
        let papers: [DocumentID]

        static func with(_ body: (Stage) async throws -> Void) async throws {
            func adjust(_ settings: inout Settings) {
                settings.web.hostNames = ["coffre.ville.example"]
                settings.texts.provider = "Ville <de> Lille"
                settings.texts.dpoContact = "dpo@ville.example"
            }
            try await Site.with(.all, adjust: adjust) { site in
                let box = site.box
                let house = try await box.structure("Maison")
                let pia = try await box.professional("pia", of: house)
                let awa = try await box.beneficiary("awa")
                var papers: [DocumentID] = []
                for title in ["Bail", "Passeport", "Lettre"] {
                    papers.append(try await box.deposit(Array("papier \(title)".utf8), title: title, by: awa).id)
                }
                try await body(Stage(site: site, awa: awa, house: house, pia: pia, papers: papers))
            }
        }

        func browser(_ token: String) -> Browser {
            let browser = site.browser()
            browser.cookies["__Host-session"] = token
            return browser
        }

        /// The structure asks, and the holder accepts on the page.
        func accept(_ holder: Browser) async throws {
            try await site.box.vault.askAffiliation(loginName: "awa", structure: house, by: pia.person)
            let acts = ["act.readShared": "yes", "act.downloadShared": "yes", "act.deposit": "yes"]
            let signed = acts.merging(try site.shownTexts()) { $1 }
            let answer = try await holder.form("/sharing/structures/\(house.text)/accept", signed, tokenFrom: "/sharing")
            #expect(answer.location == "/sharing?done=accepted")
        }
    }

    @Test func `one of three papers is shared, seen, saved with a purpose, told in the journal, and cut`() async throws {
        try await Stage.with { stage in
            let (holder, helper) = (stage.browser(stage.awa.token), stage.browser(stage.pia.token))
            try await stage.accept(holder)
            #expect(try await holder.get("/documents").text.matches(of: /Personne d’autre que vous/).count == 3)
            let page = "/documents/\(stage.papers[0].text)"
            let shared = try await holder.form(
                "\(page)/share", ["to.\(stage.house.text)": "yes"], tokenFrom: "\(page)/sharing")
            #expect(shared.location == "\(page)/sharing")
            #expect(try await holder.get("/documents").text.contains("toute l’équipe de"))
            let person = try await helper.get("/people/\(stage.awa.account.id.text)").text
            #expect(person.contains("Bail") && !person.contains("Passeport") && !person.contains("Lettre"))
            #expect(!person.contains("class=\"quota"))
            #expect(try await helper.get(page).status == 200)
            #expect(try await helper.get("\(page)/download").status == 400)
            let refused = try await helper.form("\(page)/download", ["purpose": " "], tokenFrom: page)
            #expect(refused.status == 400)
            let saved = try await helper.form("\(page)/download", ["purpose": "Dossier <CAF>"], tokenFrom: page)
            #expect(saved.status == 200 && saved.text == "papier Bail")
            let journal = try await holder.get("/journal?others=1").text
            #expect(journal.contains("Pia Aide") && journal.contains("Maison") && journal.contains("Dossier &lt;CAF&gt;"))
            #expect(try await holder.form("/sharing/cut").location == "/sharing?done=cut")
            #expect(try await helper.get("\(page)/content").status == 404)
        }
    }

    @Test func `the holder chooses who sees what is put in, and reads it where papers are put in`() async throws {
        try await Stage.with { stage in
            let (holder, helper) = (stage.browser(stage.awa.token), stage.browser(stage.pia.token))
            try await stage.accept(holder)
            #expect(try await holder.get("/documents").text.contains("Vous seul voyez ce que vous ajoutez."))
            let before = try await holder.get("/sharing").text
            #expect(before.contains(#"name="visibility" value="private" checked"#))
            let chosen = try await holder.form("/sharing/default", ["visibility": "shared"], tokenFrom: "/sharing")
            #expect(chosen.location == "/sharing?done=chosen")
            #expect(try await holder.get("/sharing").text.contains(#"name="visibility" value="shared" checked"#))
            let page = try await holder.get("/documents")
            #expect(page.text.contains("voit tout de suite ce que vous ajoutez."))
            let put = try await holder.upload(
                [.field("csrf", page.token), .file("quittance.txt", Array("quittance".utf8))], to: "/documents")
            #expect(put.status == 200)
            let person = try await helper.get("/people/\(stage.awa.account.id.text)").text
            #expect(person.contains("quittance") && !person.contains("Bail"))
            for answer in [["visibility": "public"], [:]] {
                let refused = try await holder.form("/sharing/default", answer, tokenFrom: "/sharing")
                #expect(refused.status == 400)
            }
            let foreign = try await helper.form("/sharing/default", ["visibility": "private"], tokenFrom: "/people")
            #expect(foreign.status == 404)
        }
    }

    @Test func `the holder reads whom to ask about personal data, at the structure and at the service`() async throws {
        try await Stage.with { stage in
            let box = stage.site.box
            let office = try await box.structure("Bureau") {
                $0.contact = "01 02 03 04 05"
                $0.privacyContact = "dpo@bureau.example"
            }
            let paul = try await box.professional("paul", of: office)
            try await box.vault.askAffiliation(loginName: "awa", structure: office, by: paul.person)
            let holder = stage.browser(stage.awa.token)
            let asked = try await holder.get("/sharing").text
            for words in ["01 02 03 04 05", "dpo@bureau.example", "Pia Aide", "Ville &lt;de&gt; Lille", "dpo@ville.example"]
            {
                #expect(asked.contains(words), "\(words)")
            }
            _ = try await holder.form("/sharing/structures/\(office.text)/refuse", tokenFrom: "/sharing")
            let refused = try await holder.get("/sharing").text
            #expect(!refused.contains("dpo@bureau.example") && refused.contains("dpo@ville.example"))
        }
    }

    @Test func `a professional puts in a paper, which waits to be kept`() async throws {
        try await Stage.with { stage in
            let (holder, helper) = (stage.browser(stage.awa.token), stage.browser(stage.pia.token))
            try await stage.accept(holder)
            let person = "/people/\(stage.awa.account.id.text)"
            let page = try await helper.get(person)
            #expect(page.text.contains("article 10"))
            let put = try await helper.upload(
                [.field("csrf", page.token), .file("attestation.txt", Array("attestation".utf8))], to: "\(person)/documents")
            #expect(put.status == 200 && put.text.contains("result good"))
            let sensitive = try await helper.upload(
                [.field("csrf", page.token), .field("sensitive", "yes"), .file("b.txt", Array("b".utf8))],
                to: "\(person)/documents")
            #expect(sensitive.status == 400 && sensitive.text.contains("result bad"))
            let list = try await holder.get("/documents").text
            let id = try #require(list.firstMatch(of: /action="\/documents\/([0-9a-f]{32})\/keep"/)).output.1
            #expect(try await holder.form("/documents/\(id)/keep", tokenFrom: "/documents").location == "/documents")
            #expect(try await helper.get("/documents/\(id)/delete").status == 404)
        }
    }

    @Test func `a deposit without a mandate for it is refused before a byte of it is taken`() async throws {
        try await Stage.with { stage in
            try await stage.site.box.affiliate(stage.awa, with: stage.house, by: stage.pia, acts: [.readShared])
            let helper = stage.browser(stage.pia.token)
            let person = "/people/\(stage.awa.account.id.text)"
            #expect(try await helper.get(person).status == 200)
            let taken = Mutex(0)
            let body = AsyncStream<ByteBuffer> {
                let count = taken.withLock { count in
                    count += 1
                    return count
                }
                return count > 3 ? nil : ByteBuffer(string: "x")
            }
            var head = HTTPRequest(method: .post, scheme: "https", authority: "safe.example", path: "\(person)/documents")
            head.headerFields = [
                .contentType: "multipart/form-data; boundary=limit", .fetchSite: "same-origin",
                .cookie: "__Host-session=\(stage.pia.token)",
            ]
            let answer = try await stage.site.respond(Request(head: head, body: RequestBody(asyncSequence: body)))
            #expect(answer.status == 404)
            #expect(taken.withLock { $0 } == 0)
        }
    }

    @Test func `asking, choosing and refusing`() async throws {
        try await Stage.with { stage in
            let (holder, helper) = (stage.browser(stage.awa.token), stage.browser(stage.pia.token))
            try await stage.accept(holder)
            let person = "/people/\(stage.awa.account.id.text)"
            let asked = try await helper.form("\(person)/ask", ["message": "Votre <bail> ?"], tokenFrom: person)
            #expect(asked.location == "\(person)?done=asked")
            let overview = try await holder.get("/sharing").text
            #expect(overview.contains("Votre &lt;bail&gt; ?"))
            let id = try #require(overview.firstMatch(of: /\/sharing\/requests\/([0-9a-f]{32})"/)).output.1
            let choice = try await holder.get("/sharing/requests/\(id)")
            #expect(choice.text.contains("Passeport"))
            let accepted = try await holder.post(
                "/sharing/requests/\(id)/accept", ["csrf": choice.token, "document": stage.papers[1].text])
            #expect(accepted.location == "/documents/\(stage.papers[1].text)/sharing")
            #expect(try await helper.get(person).text.contains("Passeport"))
        }
    }

    @Test func `a link is shown once, and opens with its code, without a session, on a page that tells nothing`()
        async throws
    {
        try await Stage.with { stage in
            let holder = stage.browser(stage.awa.token)
            holder.authority = "hostile.example"
            let page = "/documents/\(stage.papers[0].text)"
            let order = ["third-party": "Maître Martin", "link-days": "7", "openings": "1"]
            let made = try await holder.form("\(page)/links", order, tokenFrom: "\(page)/sharing")
            let token = try #require(made.text.firstMatch(of: /\/link\/([0-9a-f]{64})"/)).output.1
            let code = try #require(made.text.firstMatch(of: /big-code[^>]*>([0-9 ]+)</)).output.1
            #expect(try await !holder.get("\(page)/sharing").text.contains(token))
            // Browsers send what they like as `Host`; the link leads to where the settings say.
            #expect(made.text.contains("value=\"https://coffre.ville.example/link/\(token)\""))
            #expect(!made.text.contains("hostile.example"))
            let third = stage.site.browser()
            let asked = try await third.get("/link/\(token)")
            #expect(asked.status == 200 && !asked.text.contains("Bail") && !asked.text.contains("Martin"))
            let wrong = try await third.post("/link/\(token)", ["csrf": asked.token, "code": "1"])
            let unknown = try await third.post(
                "/link/\(String(repeating: "0", count: 64))", ["csrf": asked.token, "code": "1"])
            #expect([wrong.status, unknown.status] == [404, 404])
            #expect(
                wrong.text.replacing(token, with: "") == unknown.text.replacing(String(repeating: "0", count: 64), with: ""))
            let opened = try await third.post("/link/\(token)", ["csrf": asked.token, "code": String(code)])
            #expect(opened.status == 200 && opened.text == "papier Bail")
            #expect(opened.headers[.contentSecurityPolicy] == SecurityHeaders.documentPolicy)
            #expect(try await third.post("/link/\(token)", ["csrf": asked.token, "code": String(code)]).status == 404)
            #expect(try await holder.get("/journal?others=1").text.contains("Document ouvert par un lien"))
        }
    }

    @Test func `the journal is saved as a table that no spreadsheet takes for formulas`() async throws {
        try await Stage.with { stage in
            let holder = stage.browser(stage.awa.token)
            try await stage.accept(holder)
            let page = "/documents/\(stage.papers[0].text)"
            _ = try await holder.form("\(page)/rename", ["title": "=1+1 \"x\", y"])
            let table = try await holder.get("/journal.csv")
            #expect(table.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(table.text.hasPrefix("\u{FEFF}\"Date et heure (UTC)\","))
            #expect(table.text.contains("\"'=1+1 \"\"x\"\", y\""))
            #expect(table.text.hasSuffix("\r\n"))
        }
    }

    @Test func `a journal that is being saved ends with the session`() async throws {
        try await Stage.with { stage in
            let vault = stage.site.box.vault
            let account = stage.awa.account.id
            try await vault.catalog.write { database in
                for _ in 0..<510 {
                    try vault.journal.record(AuditEvent(.serviceStarted, owner: account), by: .schedule, in: database)
                }
            }
            let whole = try await stage.browser(stage.awa.token).get("/journal.csv")
            #expect(whole.text.matches(of: /\r\n/).count > 510)
            var head = HTTPRequest(method: .get, scheme: "https", authority: "safe.example", path: "/journal.csv")
            head.headerFields = [.cookie: "__Host-session=\(stage.awa.token)"]
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            await #expect(throws: VaultFailure(.sessionEnded)) {
                _ = try await stage.site.respond(request) { try await vault.signOut(stage.awa.person) }
            }
        }
    }

    @Test func `everything is taken home as one file, and then the account goes`() async throws {
        try await Stage.with { stage in
            let holder = stage.browser(stage.awa.token)
            let zip = try await holder.form("/account/export", tokenFrom: "/account/delete")
            #expect(zip.status == 200 && zip.headers[.contentType] == "application/zip")
            #expect(zip.bytes.starts(with: Array("PK".utf8)))
            let later = try await holder.form("/account/delete", ["when": "week"])
            #expect(later.status == 200)
            #expect(try await holder.get("/documents").text.contains("sera supprimé le"))
            let kept = try await holder.form("/account/delete/cancel", tokenFrom: "/documents")
            #expect(kept.location == "/documents")
            #expect(try await !holder.get("/documents").text.contains("sera supprimé le"))
            let gone = try await holder.form("/account/delete", ["when": "now"])
            #expect(gone.status == 200)
            #expect(gone.headers[.clearSiteData] != nil && holder.cookies["__Host-session"] == nil)
            #expect(try await stage.browser(stage.awa.token).get("/documents").status == 303)
        }
    }
}
