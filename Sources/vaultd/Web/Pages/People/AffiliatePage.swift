import Engine

/// A professional asks to follow somebody who has a safe: `GET` and `POST /people/affiliate`. Fields: `identifier`,
/// `structure`. The answer is the same whether or not there is such a person.
struct AffiliatePage: Page {
    static let template = PageTemplate.affiliate
    var section: PageSection? { .people }
    var choices: [StructureChoice]
    /// Whether something was just asked.
    var isAsked = false

    func title(in language: Language) -> String { language.word("affiliate.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "asked": .flag(isAsked),
            "several": .flag(choices.count > 1),
            "structures": .list(choices.map(\.fields)),
        ]
    }
}
