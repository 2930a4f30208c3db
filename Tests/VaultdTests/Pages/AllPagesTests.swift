import Engine
import Foundation
import Testing

@testable import vaultd

struct AllPagesTests {
    let renderer: Renderer
    let samples = SamplePages()

    init() throws { renderer = try SourceResources.renderer() }

    @Test func `every page renders in every language without a name left open`() {
        for language in renderer.languages.all {
            for sample in samples.all {
                let missing = MissingNames()
                let html = renderer.render(
                    sample.page, chrome: samples.chrome(language, signedIn: sample.signedIn), missing: missing
                )
                #expect(missing.all == [], "\(sample.name) in \(language.code)")
                #expect(html.text.contains("<html lang=\"\(language.code)\" dir=\"\(language.direction.rawValue)\">"))
                #expect(html.text.hasSuffix("</html>\n"))
                #expect(!html.text.contains("{"), "\(sample.name) in \(language.code) has an unfilled placeholder")
            }
        }
    }

    @Test func `the pages of signing in render in every language without a name left open`() throws {
        for language in renderer.languages.all {
            for sample in try samples.signingIn() {
                let missing = MissingNames()
                let chrome = samples.chrome(language, signedIn: sample.signedIn)
                let html = renderer.render(sample.page, chrome: chrome, missing: missing)
                #expect(missing.all == [], "\(sample.name) in \(language.code)")
                #expect(html.text.hasSuffix("</html>\n"))
                #expect(!html.text.contains("{"), "\(sample.name) in \(language.code) has an unfilled placeholder")
                #expect(!html.text.contains("<b>"), "\(sample.name) prints a word of somebody's unescaped")
                #expect(html.text.contains("value=\"/documents\""), "\(sample.name) lost the frame's own path")
            }
        }
    }

    @Test func `the pages about who sees what render in every language without a name left open`() {
        for language in renderer.languages.all {
            for sample in samples.sharing {
                let missing = MissingNames()
                var chrome = samples.chrome(language, signedIn: sample.role != nil)
                chrome.role = sample.role ?? .beneficiary
                let html = renderer.render(sample.page, chrome: chrome, missing: missing)
                #expect(missing.all == [], "\(sample.name) in \(language.code)")
                #expect(html.text.hasSuffix("</html>\n"))
                #expect(!html.text.contains("{"), "\(sample.name) in \(language.code) has an unfilled placeholder")
                #expect(!html.text.contains("<b>"), "\(sample.name) prints a word of somebody's unescaped")
            }
        }
    }

    @Test func `the pages of professionals and managers render in every language without a name left open`()
        throws
    {
        for language in renderer.languages.all {
            for sample in try samples.people(renderer.languages) {
                let missing = MissingNames()
                var chrome = samples.chrome(language, signedIn: true)
                chrome.role = sample.role
                let html = renderer.render(sample.page, chrome: chrome, missing: missing)
                #expect(missing.all == [], "\(sample.name) in \(language.code)")
                #expect(html.text.hasSuffix("</html>\n"))
                #expect(!html.text.contains("{"), "\(sample.name) in \(language.code) has an unfilled placeholder")
                #expect(!html.text.contains("<b>"), "\(sample.name) prints a name unescaped")
                #expect(html.text.contains("href=\"\(HomePath.of(sample.role))\""))
            }
        }
    }
}
