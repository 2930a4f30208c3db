import Engine

/// Who may see a document, and the forms that change it: `GET /documents/{id}/sharing`.
struct SharingPage: Page {
    static let template = PageTemplate.sharing
    var section: PageSection? { .documents }
    var document: DocumentView
    var standing: DocumentStanding
    var grants: [ShareGrant]
    var possible: [PossibleAudience]
    var links: [ExternalLink]
    /// Whether sharing rests for a day after a reset of the password.
    var isResting = false
    /// Why the last order was not carried out.
    var failure: VaultFailure?

    /// For how many days a share can be asked for; nil stands for until it is stopped.
    static let days = [1, 7, 30, 90, 365]
    /// For how many days a link can be asked for.
    static let linkDays = [1, 7, 30]
    /// How many openings of a link can be asked for.
    static let openings = [1, 3, 10]

    func title(in language: Language) -> String { language.text(.sharingTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        document.fields(in: language).merging(standing.fields(in: language)) { $1 }.merging([
            "notice": language.notice(of: failure),
            "resting": .flag(isResting),
            "grants": .list(grants.map { $0.fields(in: language, isSensitive: standing.isSensitive) }),
            "may-share": .flag(!isResting && possible.contains(where: \.mayRead)),
            "nobody": .flag(possible.isEmpty),
            "possible": .list(possible.map { $0.fields(in: language) }),
            "days": .list(Self.days.map { Self.option($0, .forDays, language) }),
            "links": .list(links.map { $0.fields(in: language) }),
            "may-link": .flag(!isResting),
            "link-days": .list(Self.linkDays.map { Self.option($0, .forDays, language) }),
            "openings": .list(Self.openings.map { Self.option($0, .times, language) }),
        ]) { $1 }
    }

    private static func option(_ count: Int, _ phrase: Phrase, _ language: Language) -> [String: Field] {
        ["value": .number(count), "words": .text(language.text(phrase, count: count))]
    }
}

extension ShareGrant {
    fileprivate func fields(in language: Language, isSensitive: Bool) -> [String: Field] {
        let viewer: DocumentStanding.Viewer =
            audience.professional == nil
            ? .structure(structureName)
            : .professional(professionalName ?? language.text(.goneProfessional), structure: structureName)
        return [
            "grant": .text(id.text),
            "who": .text(viewer.words(in: language)),
            "for-what": .optional(purpose),
            "until": .text(
                until.map { language.text(.untilDate, ["date": language.date($0)]) } ?? language.text(.untilStopped)),
            "over": .flag(!isInForce),
            "consent-line": isSensitive ? .optional(consentLine(in: language)) : .absent,
        ]
    }

    /// What became of the consent to a sensitive document; nil where the share is over and says enough.
    private func consentLine(in language: Language) -> String? {
        guard let consent else { return isInForce ? language.text(.consentNone) : nil }
        guard consent.isInForce else { return language.text(.consentOver) }
        guard isInForce else { return nil }
        guard let end = consent.endsAt else { return language.text(.consentNoted) }
        return language.text(.consentNotedUntil, ["date": language.date(end)])
    }
}

extension PossibleAudience {
    fileprivate func fields(in language: Language) -> [String: Field] {
        [
            "structure-name": .text(name),
            "may-read": .flag(mayRead),
            "box": .text(SharingForm.field(.structure(structure))),
            "professionals": .list(
                professionals.map { professional in
                    [
                        "professional-name": .text(professional.name),
                        "professional-box": .text(SharingForm.field(.professional(professional.account, of: structure))),
                    ]
                }),
        ]
    }
}

extension ExternalLink {
    func fields(in language: Language) -> [String: Field] {
        [
            "link-id": .text(id.text),
            "third-party": .text(thirdParty),
            "link-open": .flag(state == .open),
            "link-state": .text(language.word("link.state.\(state.rawValue)")),
            "link-until": .text(language.text(.untilDate, ["date": language.date(until)])),
            "link-left": .text(language.text(.openingsLeft, count: openingsLeft)),
        ]
    }
}
