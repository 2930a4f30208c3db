import Engine

/// A manager adds a professional: `GET` and `POST /team/new`. Fields: `first-name`, `last-name`, `identifier`,
/// `job-title`, `email`, `last-day`, `language`, `structure`.
struct NewProfessionalPage: Page {
    static let template = PageTemplate.newProfessional
    var section: PageSection? { .team }
    var structure: String
    var structureName: String
    /// What was typed, kept after a refusal.
    var typed = NewStaff(loginName: "", firstName: "", lastName: "")
    /// The last day, as it was typed.
    var lastDay = ""
    var languages: [LanguageChoice]
    /// Whether whoever has an address is invited by e-mail, instead of getting a password on paper.
    var isByMail = false
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.word("team.add-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "structure": .text(structure),
            "structure-name": .text(structureName),
            "first-name": .text(typed.firstName),
            "last-name": .text(typed.lastName),
            "identifier": .text(typed.loginName),
            "job-title": .text(typed.jobTitle ?? ""),
            "email": .text(typed.email ?? ""),
            "last-day": .text(lastDay),
            "by-mail": .flag(isByMail),
            "reading": .list(languages.map(\.fields)),
            "notice": language.notice(of: failure),
        ]
    }
}

/// A language among those that somebody may read.
struct LanguageChoice: Sendable {
    var code: String
    var name: String
    var isChosen: Bool

    var fields: [String: Field] {
        ["reading-code": .text(code), "reading-name": .text(name), "chosen": .flag(isChosen)]
    }

    /// All languages of the site.
    static func all(_ languages: Languages, chosen: String) -> [LanguageChoice] {
        languages.all.map { LanguageChoice(code: $0.code, name: $0.name, isChosen: $0.code == chosen) }
    }
}

/// The account is made: identifier and temporary password, shown this once to be handed over in person.
struct ProfessionalAddedPage: Page {
    static let template = PageTemplate.professionalAdded
    var section: PageSection? { .team }
    var id: String
    var name: String
    var identifier: String
    var password: SecretText

    func title(in language: Language) -> String { language.word("team.added-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "id": .text(id), "name": .text(name), "identifier": .text(identifier),
            "temporary": .text(password.reveal()),
        ]
    }
}
