import Engine

/// Who helps me, what they ask for, and one button that cuts everything: `GET /sharing`.
struct SharingOverviewPage: Page {
    static let template = PageTemplate.sharingOverview
    var section: PageSection? { .sharing }
    var requests: [ShareRequest]
    var structures: [HelpingStructure]
    /// How many shares and links there are.
    var count: Int
    var service = ServiceContact()
    /// What was just done.
    var done: Done?
    /// The text that is signed where a structure that asks is accepted.
    var mandate: TextSheet?
    /// Who sees what the holder puts in.
    var visibility = DepositVisibility(chosen: .alone, structures: [], isResting: false)
    /// Structures that helped once, with what was signed for them.
    var former: [(id: String, name: String)] = []

    enum Done: String, Sendable, CaseIterable {
        case cut, shared, refused, accepted, left, withdrawn, signed, chosen
    }

    func title(in language: Language) -> String { language.text(.sharingOverviewTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "requests": .list(requests.map { $0.fields(in: language) }),
            "structures": .list(structures.map { $0.fields(in: language) }),
            "has-former": .flag(!former.isEmpty),
            "former": .list(former.map { ["id": .text($0.id), "structure-name": .text($0.name)] }),
            "mandate": mandate.field(in: language),
            "no-structures": .flag(structures.isEmpty),
            "may-cut": .flag(count > 0 || visibility.chosen == .shared),
            "nothing-yet": .flag(count == 0),
            "shared-by-default": .flag(visibility.chosen == .shared),
            "may-choose": .flag(!visibility.isResting || visibility.chosen == .shared),
            "visibilities": visibility.chosen.choices(
                visibility.isResting ? [.alone] : DefaultVisibility.allCases, in: language),
            "resting": .flag(visibility.isResting),
            "seen-by": visibility.words(in: language),
            "count": .text(language.text(.sharesCount, count: count)),
            "service": service.fields,
            "done": done.map { .group(["done-text": .text(language.word("sharing.done.\($0.rawValue)"))]) } ?? .absent,
        ]
    }
}

/// A structure of the holder's, or one that asks to become one.
struct HelpingStructure: Sendable {
    var id: String
    var name: String
    /// Whether the holder has not answered yet.
    var isPending: Bool
    /// What the mandate allows; empty without one.
    var acts: Set<MandateAct>
    /// Who may act there, by name.
    var professionals: [String]
    /// How it is reached.
    var contact: String?
    /// Who answers there about personal data (GDP-04).
    var privacyContact: String?
    /// Who asks for it, by name.
    var askedBy: String?
}

/// Who provides the service, and who answers there about personal data (GDP-04); empty where the operator has not said.
struct ServiceContact: Sendable {
    var provider = ""
    var privacyContact = ""
}

extension ServiceContact {
    fileprivate var fields: Field {
        guard !provider.isEmpty || !privacyContact.isEmpty else { return .absent }
        return .group([
            "provider": .optional(provider.isEmpty ? nil : provider),
            "privacy-contact": .optional(privacyContact.isEmpty ? nil : privacyContact),
        ])
    }
}

extension HelpingStructure {
    fileprivate func fields(in language: Language) -> [String: Field] {
        [
            "id": .text(id),
            "structure-name": .text(name),
            "pending": .flag(isPending),
            "mandated": .flag(!isPending && !acts.isEmpty),
            "acts": .list(
                MandateAct.allCases.filter(acts.contains).map { ["act": .text(language.word("act.\($0.rawValue)"))] }),
            "choices": .list(
                MandateAct.allCases.map { act in
                    [
                        "act-name": .text(act.rawValue), "act": .text(language.word("act.\(act.rawValue)")),
                        "ticked": .flag(acts.contains(act)),
                    ]
                }),
            "contact": .optional(contact),
            "privacy-contact": .optional(privacyContact),
            "asked-by": .optional(askedBy),
            "professionals": professionals.isEmpty
                ? .absent : .text(language.list(professionals.map { "\u{2068}\($0)\u{2069}" })),
        ]
    }
}

extension ShareRequest {
    func fields(in language: Language) -> [String: Field] {
        [
            "request": .text(id.text),
            "asker": .text(
                language.text(
                    .viewerProfessional,
                    [
                        "name": "\u{2068}\(professionalName ?? language.text(.goneProfessional))\u{2069}",
                        "structure": "\u{2068}\(structureName)\u{2069}",
                    ])),
            "message": .text(message),
            "asked": .text(language.date(askedAt)),
        ]
    }
}
