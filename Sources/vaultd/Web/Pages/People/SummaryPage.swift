import Engine

/// What a person takes home from the desk, to be printed: `GET /people/{id}/summary`. In the person's language; the
/// password is nowhere.
struct SummaryPage: Page {
    static let template = PageTemplate.summary
    var section: PageSection? { .people }
    var id: String
    var name: String
    var loginName: String
    /// Where the person signs in.
    var address: String
    var personLanguage: Language
    var ties: [FollowedPersonFile.Tie]
    /// Whether the safe was opened just now.
    var isNew = false
    /// The recovery card that was made with the safe: it is shown this once.
    var card: RecoveryCardSheet?

    /// The words that are in the person's language.
    static let words = [
        "heading", "address", "identifier", "password", "password-text", "follows", "allowed", "private", "leave-title",
        "leave",
    ]

    func title(in language: Language) -> String { language.word("summary.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        func word(_ key: String) -> Field { .text(personLanguage.word("summary.\(key)")) }
        return [
            "id": .text(id),
            "new": .flag(isNew),
            "recovery-card": card.map { .group($0.fields(in: personLanguage)) } ?? .absent,
            "their-code": .text(personLanguage.code),
            "their-direction": .text(personLanguage.direction.rawValue),
            "heading": word("heading"),
            "name": .text(name),
            "address-label": word("address"),
            "address": .text(address),
            "identifier-label": word("identifier"),
            "identifier": .text(loginName),
            "password-label": word("password"),
            "password-text": word("password-text"),
            "ties": .list(
                ties.map {
                    [
                        "structure-name": .text($0.structureName),
                        "contact": .optional($0.contact),
                        "acts": .list(
                            MandateAct.allCases.filter($0.acts.contains).map {
                                ["act": .text(personLanguage.word("act.\($0.rawValue)"))]
                            }),
                    ]
                }),
            "follows": word("follows"),
            "allowed": word("allowed"),
            "private-text": word("private"),
            "leave-title": word("leave-title"),
            "leave-text": word("leave"),
        ]
    }
}
