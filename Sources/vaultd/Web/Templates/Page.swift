/// One page of the web application: plain values in, HTML out. It knows nothing of HTTP.
protocol Page: Sendable {
    /// The template that shows it.
    static var template: PageTemplate { get }

    /// The entry of the main menu that it belongs to.
    var section: PageSection? { get }

    /// What the browser's title bar says before the name of the service.
    func title(in language: Language) -> String

    /// The values of its template.
    func fields(in language: Language, chrome: Chrome) -> [String: Field]
}

extension Page {
    var section: PageSection? { nil }

    /// The finished page.
    func render(with renderer: Renderer, chrome: Chrome) -> HTMLText { renderer.render(self, chrome: chrome) }
}

/// An entry of the main menu.
enum PageSection: String, Sendable, CaseIterable {
    case documents, sharing, people, team, usage, acts, journal, help
}
