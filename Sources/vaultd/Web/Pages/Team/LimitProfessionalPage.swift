import Engine

/// A manager limits a professional to named people: `GET` and `POST /team/{id}/limit`. Fields: `scope` (`structure` or
/// `assigned`), `person.<id>` for each person who is ticked, `find`, `version`; `search` instead of `save` looks for
/// more people and changes nothing.
struct LimitProfessionalPage: Page {
    static let template = PageTemplate.limitProfessional
    var section: PageSection? { .team }
    var id: String
    var name: String
    var version: Int
    var scope: Habilitation.Scope
    var people: [Choice]
    var find = ""
    var failure: VaultFailure?

    /// People whom one page offers besides those who are ticked.
    static let offered = 30

    /// Somebody who may be named.
    struct Choice: Sendable {
        var id: String
        var name: String
        var isTicked: Bool
    }

    func title(in language: Language) -> String { language.word("team.limit-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "id": .text(id),
            "name": .text(name),
            "version": .number(version),
            "for-all": .flag(scope == .structure),
            "for-named": .flag(scope == .assigned),
            "find": .text(find),
            "nobody": .flag(people.isEmpty),
            "people": .list(
                people.map {
                    ["person-id": .text($0.id), "person-of-list": .text($0.name), "ticked": .flag($0.isTicked)]
                }),
            "notice": language.notice(of: failure),
        ]
    }
}
