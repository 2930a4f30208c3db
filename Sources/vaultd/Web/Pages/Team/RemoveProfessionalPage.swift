/// Asks before a habilitation ends: `GET /team/{id}/remove`.
struct RemoveProfessionalPage: Page {
    static let template = PageTemplate.removeProfessional
    var section: PageSection? { .team }
    var id: String
    var name: String
    var version: Int

    func title(in language: Language) -> String { language.word("team.remove-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["id": .text(id), "name": .text(name), "version": .number(version)]
    }
}
