import Foundation
import Testing

@testable import vaultd

struct AssetTests {
    let assets: Assets

    init() throws { assets = try Assets(folder: SourceResources.folder + "/assets") }

    @Test func `an asset is served under its own path alone`() throws {
        let path = try #require(assets.path(of: "app.css"))
        #expect(assets.asset(at: path)?.contentType == "text/css; charset=utf-8")
        #expect(assets.asset(at: "/assets/0000000000/app.css") == nil)
        #expect(assets.asset(at: "/assets/../app.css") == nil)
    }

    @Test func `changed content changes the path`() throws {
        let copy = try ResourceCopy()
        try copy.edit("assets/app.css", replacing: "/* The look", with: "/* The face")
        let changed = try Assets(folder: copy.folder + "/assets")
        #expect(changed.path(of: "app.css") != assets.path(of: "app.css"))
    }

    @Test func `a file of unknown kind stops the start`() throws {
        let copy = try ResourceCopy()
        try "x".write(toFile: copy.folder + "/assets/notes.bak", atomically: true, encoding: .utf8)
        #expect(copy.startFailure()?.contains("assets/notes.bak") == true)
    }

    @Test func `the first page weighs at most 30 KB with all that it loads, as it is sent`() throws {
        let renderer = try SourceResources.renderer()
        let samples = SamplePages()
        let parts = try ["app.css", "app.js", "icons.svg", "logo.svg"].map { name in
            try #require(assets.path(of: name).flatMap(assets.asset)).gzipped.count
        }
        for language in renderer.languages.all {
            let html = SignInPage().render(with: renderer, chrome: samples.chrome(language, signedIn: false))
            #expect(html.text.utf8.count + parts.reduce(0, +) <= 30_000, "\(language.code)")
        }
    }

    @Test func `the script is small and asks for nothing that trusted types forbid`() throws {
        let asset = try #require(assets.path(of: "app.js").flatMap(assets.asset))
        let text = String(decoding: asset.bytes, as: UTF8.self)
        #expect(asset.bytes.count <= 6144)
        #expect(!text.contains(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(/))
    }
}
