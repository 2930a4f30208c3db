import Engine
import Foundation
import Mustache

/// Turns pages into HTML. Made once at start; making it reads and checks every template, catalogue and asset.
struct Renderer: Sendable {
    let languages: Languages
    let assets: Assets
    private let compiled: [String: CompiledTemplates]
    private let fallback: CompiledTemplates

    /// Reads `resources`/{templates,assets,languages}. Throws `settingsUnusable`, naming file and line.
    init(resources: String, defaultLanguage: String, zone: TimeZone) throws {
        let languages = try Languages(folder: resources + "/languages", defaultCode: defaultLanguage, zone: zone)
        let assets = try Assets(folder: resources + "/assets")
        let sources = try Self.sources(in: ResourceFolder(path: resources + "/templates"))
        let fallback = try CompiledTemplates(sources: sources, language: languages.standard, assets: assets)
        var compiled = [languages.standard.code: fallback]
        for language in languages.all.dropFirst() {
            compiled[language.code] = try CompiledTemplates(sources: sources, language: language, assets: assets)
        }
        self.fallback = fallback
        self.languages = languages
        self.assets = assets
        self.compiled = compiled
    }

    /// The finished page.
    func render(_ page: some Page, chrome: Chrome) -> HTMLText { render(page, chrome: chrome, missing: nil) }

    /// The finished page; names that the template asks for in vain go to `missing`.
    func render(_ page: some Page, chrome: Chrome, missing: MissingNames?) -> HTMLText {
        let language = chrome.language
        let frame = chrome.fields(section: page.section, title: page.title(in: language), languages: languages.all)
        let fields = frame.merging(page.fields(in: language, chrome: chrome)) { _, own in own }
        let templates = compiled[language.code] ?? fallback
        return templates.render(type(of: page).template, RootScope(fields: fields, missing: missing))
    }

    private static func sources(in folder: ResourceFolder) throws -> [TemplateSource] {
        try folder.names().filter { $0.hasSuffix(".mustache") }.map {
            TemplateSource(name: String($0.dropLast(".mustache".count)), text: try folder.text(of: $0))
        }
    }
}
