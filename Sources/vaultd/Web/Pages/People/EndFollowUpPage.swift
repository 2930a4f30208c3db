/// Asks before a professional stops following somebody: `GET /people/{id}/end`.
struct EndFollowUpPage: Page {
    static let template = PageTemplate.endFollowUp
    var section: PageSection? { .people }
    var id: String
    var name: String

    func title(in language: Language) -> String { language.word("people.end-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["id": .text(id), "name": .text(name)]
    }
}
