import Engine

/// Asks before a professional's lost second factors go: `GET` and `POST /team/{id}/factors` (`version`, `present`).
struct TakeFactorsPage: Page {
    static let template = PageTemplate.takeFactors
    var section: PageSection? { .team }
    var id: String
    var name: String
    var version: Int
    /// Not for a professional who acts for another structure too.
    var isAllowed: Bool
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.word("team.factors-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "id": .text(id), "name": .text(name), "version": .number(version), "may": .flag(isAllowed),
            "notice": language.notice(of: failure),
        ]
    }
}
