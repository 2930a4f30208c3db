import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// What is shared from the start, in the browser: how it ends, what is kept out of it, and who is told (SHR-04).
struct DefaultVisibilityPagesTests {
    private struct Stage {
        let site: Site
        let awa: TestPerson
        let house: StructureID
        let holder: Browser
        let helper: Browser
        /// What the helper sees of Awa.
        let person: String

        /// Awa is followed by the house, which may read, and chose to share what she puts in.
        static func with(_ body: (Stage) async throws -> Void) async throws {
            try await Site.with(.all) { site in
                let box = site.box
                let house = try await box.structure("Maison")
                let pia = try await box.professional("pia", of: house)
                let awa = try await box.beneficiary("awa")
                try await box.affiliate(awa, with: house, by: pia)
                try await box.vault.chooseVisibility(.shared, in: awa.safe, by: awa.actor)
                try await body(
                    Stage(
                        site: site, awa: awa, house: house, holder: site.browser(token: awa.token),
                        helper: site.browser(token: pia.token), person: "/people/\(awa.account.id.text)"))
            }
        }

        func put(_ parts: [FormPart]) async throws -> Int {
            let page = try await holder.get("/documents")
            let answer = try await holder.upload([.field("csrf", page.token)] + parts, to: "/documents")
            #expect(answer.status == 200)
            return answer.text.matches(of: /result good/).count
        }
    }

    @Test func `papers that the holder ticks as sensitive are read by nobody, several at once, and the others are`()
        async throws
    {
        try await Stage.with { stage in
            let form = try await stage.holder.get("/documents").text
            let tick = try #require(form.firstRange(of: "name=\"sensitive\""))
            let file = try #require(form.firstRange(of: "type=\"file\""))
            #expect(tick.upperBound < file.lowerBound, "a browser sends the fields in this order")
            let kept = try await stage.put([
                .field("sensitive", "yes"), .file("certificat.txt", Array("un".utf8)),
                .file("ordonnance.txt", Array("deux".utf8)),
            ])
            #expect(kept == 2)
            #expect(try await stage.put([.file("bail.txt", Array("trois".utf8))]) == 1)
            let seen = try await stage.helper.get(stage.person).text
            #expect(seen.contains("bail") && !seen.contains("certificat") && !seen.contains("ordonnance"))
            let standing = try await stage.site.box.vault.documents(in: stage.awa.safe, by: stage.awa.actor)
            let marks = try await stage.site.box.vault.standing(
                of: standing.map(\.id), in: stage.awa.safe, by: stage.awa.actor)
            #expect(marks.values.count { $0.isSensitive && $0.viewers.isEmpty } == 2)
        }
    }

    @Test func `the cut is offered while later papers would be shared, and what comes after it is the holder's alone`()
        async throws
    {
        try await Stage.with { stage in
            let before = try await stage.holder.get("/sharing").text
            #expect(before.contains("href=\"/sharing/cut\"") && before.contains("Rien n’est partagé encore."))
            #expect(!before.contains("Vous ne partagez rien."))
            #expect(try await stage.holder.form("/sharing/cut").location == "/sharing?done=cut")
            let after = try await stage.holder.get("/sharing?done=cut").text
            #expect(!after.contains("href=\"/sharing/cut\"") && after.contains("Vous ne partagez rien."))
            #expect(after.contains(#"name="visibility" value="private" checked"#))
            #expect(try await stage.put([.file("bail.txt", Array("bail".utf8))]) == 1)
            #expect(try await !stage.helper.get(stage.person).text.contains("bail"))
        }
    }

    @Test func `whoever accepts a structure, or signs it another mandate, reads that it will see what is put in`()
        async throws
    {
        try await Stage.with { stage in
            let box = stage.site.box
            let office = try await box.structure("Bureau")
            let paul = try await box.professional("paul", of: office)
            try await box.vault.askAffiliation(loginName: "awa", structure: office, by: paul.person)
            let warned = try await stage.holder.get("/sharing").text
            let words = "toute cette équipe verra"
            let promise = "Elle ne voit rien tant que vous ne partagez rien."
            #expect(warned.contains(words) && !warned.contains(promise))
            #expect(warned.contains("href=\"/sharing#visibility\"") && warned.contains("id=\"visibility\""))
            let mandate = "/sharing/structures/\(stage.house.text)/mandate"
            #expect(try await stage.holder.get(mandate).text.contains(words))
            try await box.vault.chooseVisibility(.alone, in: stage.awa.safe, by: stage.awa.actor)
            let alone = try await stage.holder.get("/sharing").text
            #expect(!alone.contains(words) && alone.contains(promise))
            #expect(try await !stage.holder.get(mandate).text.contains(words))
        }
    }

    @Test(arguments: ["fr", "en", "ar"])
    func `terms and information sheet say that papers may be shared from the start, where the person chose so`(
        _ language: String
    ) throws {
        let words = ["fr": "partagés dès le début", "en": "shared from the start", "ar": "من البداية"]
        let expected = try #require(words[language])
        for kind in [OfficialText.Kind.terms, .information] {
            let library = try TextLibrary(delivered: SourceResources.folder + "/texts", own: "", language: language)
            let text = try #require(try library.text(kind, languages: [language], values: [:]))
            #expect("\(text.blocks)".contains(expected))
        }
    }
}
