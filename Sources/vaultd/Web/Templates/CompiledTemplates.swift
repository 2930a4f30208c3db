import Engine
import Mustache

/// All templates in one language.
struct CompiledTemplates: Sendable {
    private let library: MustacheLibrary
    private let pages: [MustacheTemplate]

    /// Compiles them. Throws `settingsUnusable` for a broken or missing one.
    init(sources: [TemplateSource], language: Language, assets: Assets) throws {
        let surroundings = TemplateSource.Surroundings(
            language: language, assets: assets, known: Set(sources.map(\.name))
        )
        var byName: [String: MustacheTemplate] = [:]
        for source in sources {
            byName[source.name] = try source.compile(in: surroundings)
        }
        self.library = MustacheLibrary(templates: byName)
        self.pages = try PageTemplate.allCases.map { page in
            guard let template = byName[page.file] else {
                throw ResourceFault.failure("templates/\(page.file).mustache is missing")
            }
            return template
        }
    }

    /// The page as HTML.
    func render(_ page: PageTemplate, _ scope: RootScope) -> HTMLText {
        HTMLText(text: pages[page.rawValue].render(scope, library: library))
    }
}
