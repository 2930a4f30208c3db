import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct OfficialTextTests {
    private let delivered = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/vaultd/Resources/texts").standardized.path

    /// Writes `<folder>/terms/<version>/fr.md` and the other kinds once.
    private func library(_ versions: [String: String], in folder: OwnFolder) throws -> TextLibrary {
        for (version, text) in versions {
            let path = "\(folder.path)/terms/\(version)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try text.write(toFile: path + "/fr.md", atomically: true, encoding: .utf8)
        }
        return try TextLibrary(delivered: delivered, own: folder.path, language: "fr")
    }

    @Test(arguments: ["fr", "en", "ar"], OfficialText.Kind.allCases)
    func `each text is delivered in each language, without a placeholder that nobody fills`(
        _ language: String, _ kind: OfficialText.Kind
    ) throws {
        let names = [
            "service", "provider", "dpo-contact", "hosting", "backup-days", "journal-months", "idle", "shared-idle", "quota",
            "max-size", "unused-age", "disabled-age",
        ]
        let library = try TextLibrary(delivered: delivered, own: "", language: "fr")
        let values = Dictionary(uniqueKeysWithValues: names.map { ($0, "<\($0)>") })
        let text = try #require(try library.text(kind, languages: [language], values: values))
        #expect(text.language == language)
        let all = "\(text.title) \(text.blocks)"
        #expect(!all.contains("{"))
        let french = try #require(try library.text(kind, languages: ["fr"], values: values))
        #expect(text.blocks.map(\.form) == french.blocks.map(\.form), "the same headings, paragraphs and points")
        // And the same facts: a line whose placeholder is misspelt would silently be left out.
        for name in names { #expect(all.contains("<\(name)>") == "\(french.title) \(french.blocks)".contains("<\(name)>")) }
    }

    @Test func `a text is headings, paragraphs and points, and a line without its value is left out`() throws {
        let file = try OfficialTextFile(
            "# Titre {service}\n\nUn\ndeux.\n- a\n- b {missing}\n- c\n\n## Tête\nFin {service}", path: "x")
        let (title, blocks, _) = file.read(["service": "S"])
        #expect(title == "Titre S")
        #expect(blocks == [.paragraph("Un deux."), .list(["a", "c"]), .heading("Tête"), .paragraph("Fin S")])
    }

    @Test func `a text without a title stops the start with its file`() {
        #expect(throws: VaultFailure(.settingsUnusable)) { try OfficialTextFile("no title", path: "/x/fr.md") }
    }

    @Test func `the operator's own terms take the place of the delivered ones, the newest counts`() async throws {
        try await OwnFolder.with { folder in
            let library = try library(["2026-01": "# Vieux", "2026-12": "# Neuf"], in: folder)
            #expect(library.current(.terms) == "2026-12")
            #expect(library.versions(of: .terms) == ["2026-12", "2026-01"])
            #expect(try library.text(.terms, languages: ["en", "fr"], values: [:])?.title == "Neuf")
            #expect(try library.text(.terms, version: "2026-01", languages: ["fr"], values: [:])?.title == "Vieux")
            #expect(try library.text(.terms, version: "../../etc", languages: ["fr"], values: [:]) == nil)
            #expect(library.current(.information) == "2026-11")
        }
    }

    @Test func `an acceptance is kept with version, language and digest, once, and asked anew at a new version`()
        async throws
    {
        try await OwnFolder.with { folder in
            try await TemporaryVault.with(.withoutScanner) { box in
                let awa = try await box.beneficiary()
                let library = try library(["1": "# Un"], in: folder)
                let text = try #require(try library.text(.terms, languages: ["fr"], values: [:]))
                #expect(try await !box.vault.hasAccepted(.terms, version: "1", awa.person))
                try await box.vault.accept(text, by: awa.person)
                let first = box.clock.now()
                box.clock.advance(by: .days(1))
                try await box.vault.accept(text, by: awa.person)
                #expect(try await box.vault.hasAccepted(.terms, version: "1", awa.person))
                let expected = TermsAcceptance(kind: .terms, version: "1", language: "fr", digest: text.digest, at: first)
                #expect(try await box.vault.acceptances(of: awa.person) == [expected])
                #expect(text.digest == (try Digest.sha256(Array("# Un".utf8))))
                #expect(try await !box.vault.hasAccepted(.terms, version: "2", awa.person))
                let journal = try await box.vault.journal(of: awa.person, page: 1).entries
                #expect(journal.count { $0.kind == .termsAccepted } == 1)
            }
        }
    }
}

extension OfficialText.Block {
    /// What it is, without its words.
    fileprivate var form: String {
        switch self {
        case .heading: "heading"
        case .paragraph: "paragraph"
        case .list(let items): "list of \(items.count)"
        }
    }
}
