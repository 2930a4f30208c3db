import Engine
import Foundation
import Testing

@testable import vaultd

struct CatalogueTests {
    let renderer: Renderer

    init() throws { renderer = try SourceResources.renderer() }

    @Test func `French comes first and English is there`() {
        #expect(renderer.languages.standard.code == "fr")
        #expect(renderer.languages["en"]?.name == "English")
    }

    @Test func `every failure has its sentence and its hint in every language`() {
        let allowed: Set<String> = ["limit", "free", "minutes", "minimum"]
        for language in renderer.languages.all {
            for code in FailureCode.allCases {
                let sentence = language.entries["failure.\(code.rawValue).sentence"]
                let hint = language.entries["failure.\(code.rawValue).hint"]
                #expect(sentence?.sentences.first?.isEmpty == false, "\(code) in \(language.code)")
                #expect(sentence?.placeholders == [], "\(code) in \(language.code)")
                #expect(hint?.sentences.first?.isEmpty == false, "\(code) in \(language.code)")
                #expect(hint?.placeholders.isSubset(of: allowed) == true, "\(code) in \(language.code)")
            }
        }
    }

    @Test func `every journal event has its words in every language`() {
        for language in renderer.languages.all {
            for kind in AuditEvent.Kind.allCases {
                #expect(!language.word("journal.event.\(kind.rawValue)").isEmpty, "\(kind) in \(language.code)")
            }
        }
    }

    @Test func `no word is kept that nothing shows`() throws {
        var shown = CatalogueCheck.needed
        let folder = ResourceFolder(path: SourceResources.folder + "/templates")
        for name in try folder.names() {
            for match in try folder.text(of: name).matches(of: /\{\{words\.([a-z0-9.-]+)\}\}/) {
                shown.insert(String(match.output.1))
            }
        }
        #expect(Set(renderer.languages.standard.entries.keys).subtracting(shown) == [])
    }

    @Test func `a missing word stops the start by its name`() throws {
        let copy = try ResourceCopy()
        try copy.edit("languages/en.yaml", replacing: "    skip: Go to the content\n", with: "")
        #expect(copy.startFailure()?.contains("languages/en.yaml: layout.skip is missing") == true)
    }

    @Test func `a placeholder that another language lacks stops the start`() throws {
        let copy = try ResourceCopy()
        try copy.edit("languages/en.yaml", replacing: "give this code: {id}", with: "ask us")
        #expect(copy.startFailure()?.contains("failure-page.report has other placeholders") == true)
    }

    @Test func `a missing plural form stops the start`() throws {
        let copy = try ResourceCopy()
        try copy.edit("languages/en.yaml", replacing: "      one: \"{count} minute\"\n", with: "")
        #expect(copy.startFailure()?.contains("time.minutes lacks a plural form") == true)
    }

    @Test func `broken YAML stops the start with the file's name`() throws {
        let copy = try ResourceCopy()
        try copy.edit("languages/en.yaml", replacing: "words:\n", with: "words: [\n")
        #expect(copy.startFailure()?.contains("languages/en.yaml") == true)
    }

    @Test(arguments: [("en-GB,en;q=0.9,fr;q=0.5", "en"), ("de, en;q=0.7", "en"), ("zz", "fr"), ("", "fr")])
    func `the browser's languages choose the first that is spoken`(field: String, code: String) {
        #expect(renderer.languages.preferred(acceptLanguage: field).code == code)
    }
}
