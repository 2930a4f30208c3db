import Foundation
import Testing

@testable import vaultd

struct TemplateTests {
    let sources: [(name: String, text: String)]

    init() throws {
        let folder = ResourceFolder(path: SourceResources.folder + "/templates")
        sources = try folder.names().map { ($0, try folder.text(of: $0)) }
    }

    @Test func `no template has words of its own`() {
        for source in sources {
            let bare = source.text.replacing(/\{\{[^}]*\}\}/, with: "").replacing(/<[^>]*>/, with: "")
            #expect(bare.filter(\.isLetter) == "", "\(source.name)")
            for match in source.text.matches(of: /(?:aria-label|alt|title|placeholder|data-[a-z]+)="([^"]*)"/) {
                let value = match.output.1.replacing(/\{\{[^}]*\}\}/, with: "")
                #expect(value.filter(\.isLetter) == "", "\(source.name): \(match.output.0)")
            }
        }
    }

    @Test func `no template needs more than the content security policy gives`() {
        for source in sources {
            #expect(!source.text.contains(/\s(style|on[a-z]+)\s*=/), "\(source.name)")
            #expect(!source.text.contains(/<style|<iframe|<object|<embed|<base|javascript:/), "\(source.name)")
            #expect(!source.text.contains(/(src|href|action)="(https?:)?\/\//), "\(source.name)")
            #expect(
                !source.text.contains(/<script(?! src="\{\{asset\.app\.js\}\}" defer><\/script>)/), "\(source.name)")
        }
    }

    @Test func `every form that changes something carries the token`() {
        for source in sources {
            // What only looks for something is asked for by GET, and changes nothing.
            for match in source.text.matches(of: /<form(?s:.*?)<\/form>/) where !match.output.contains("method=\"get\"") {
                #expect(match.output.contains("method=\"post\""), "\(source.name)")
                let carries =
                    match.output.contains("name=\"csrf\" value=\"{{csrf}}\"") || match.output.contains("{{> carried}}")
                #expect(carries, "\(source.name)")
            }
        }
    }

    @Test(arguments: [
        ("{{#notice}}", "{{#notice}}{{#hole}}", "templates/notice.mustache line"),
        (
            "{{sentence}}", "{{{sentence}}}",
            "templates/notice.mustache line 2: {{{sentence}} would print without escaping"
        ),
        ("{{sentence}}", "{{&sentence}}", "would print without escaping"),
        ("{{sentence}}", "{{words.no.such}}", "line 2: the catalogue"),
        ("{{sentence}}", "{{> nothing}}", "line 2: there is no template nothing"),
        ("{{icon.warning}}", "{{icon.unicorn}}", "line 2: icons.svg has no symbol unicorn"),
        ("{{sentence}}", "{{asset.no.css}}", "line 2: there is no asset no.css"),
        ("{{sentence}}", "{{sentence", "line 2"),
    ])
    func `a broken template stops the start with its name and line`(old: String, new: String, reason: String) throws {
        let copy = try ResourceCopy()
        try copy.edit("templates/notice.mustache", replacing: old, with: new)
        let failure = try #require(copy.startFailure())
        #expect(failure.contains("templates/notice.mustache"))
        #expect(failure.contains(reason), "\(failure)")
    }

    @Test func `a page without its template stops the start`() throws {
        let copy = try ResourceCopy()
        try FileManager.default.removeItem(atPath: copy.folder + "/templates/journal.mustache")
        #expect(copy.startFailure()?.contains("templates/journal.mustache is missing") == true)
    }

    @Test(arguments: ["x\"\u{301} onfocus=alert(1) y", "\u{600}\"><script>", "<\u{20DD}b>", "\"><img src=x>"])
    func `markup in a title stays text`(title: String) throws {
        let renderer = try SourceResources.renderer()
        let samples = SamplePages()
        var document = samples.papers[0]
        document.title = title
        let html = RenameDocumentPage(document: document)
            .render(with: renderer, chrome: samples.chrome(renderer.languages.standard, signedIn: true)).text
        let scalars = String(String.UnicodeScalarView(html.unicodeScalars.filter { $0 != "\u{2060}" })).unicodeScalars
        #expect(html.contains("&quot;") || html.contains("&lt;"))
        #expect(!contains(scalars, Array(title.unicodeScalars)))
    }

    private func contains(_ scalars: String.UnicodeScalarView, _ part: [Unicode.Scalar]) -> Bool {
        let all = Array(scalars)
        guard all.count >= part.count else { return false }
        return (0...(all.count - part.count)).contains { all[$0..<($0 + part.count)].elementsEqual(part) }
    }
}
