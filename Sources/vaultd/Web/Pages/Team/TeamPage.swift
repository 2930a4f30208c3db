import Engine

/// The professionals of a structure, for its manager: `GET /team`.
struct TeamPage: Page {
    static let template = PageTemplate.team
    var section: PageSection? { .team }
    var structureName: String
    var members: [TeamMemberView]
    var choices: [StructureChoice] = []
    var done: Done?

    /// What was just done.
    enum Done: String, Sendable, CaseIterable {
        case limited, dated, suspended, resumed, removed, cancelled, factorsTaken
    }

    func title(in language: Language) -> String { language.word("team.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "structure-name": .text(structureName),
            "members": .list(members.map { $0.fields(in: language) }),
            "empty": .flag(members.isEmpty),
            "choices": choices.count > 1 ? .group(["structures": .list(choices.map(\.fields))]) : .absent,
            "done": done.map { .group(["done-text": .text(language.word("team.done.\($0.rawValue)"))]) } ?? .absent,
        ]
    }
}

/// A structure among several to choose from.
struct StructureChoice: Sendable {
    var id: String
    var name: String
    var isChosen: Bool

    var fields: [String: Field] {
        ["structure": .text(id), "name-of-structure": .text(name), "chosen": .flag(isChosen)]
    }
}
