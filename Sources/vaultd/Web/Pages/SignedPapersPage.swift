import Engine

/// What a holder signed for a structure, to read, to print and to change: `GET` and `POST
/// /sharing/structures/{id}/mandate` (ACC-01 to ACC-03).
struct SignedPapersPage: Page {
    static let template = PageTemplate.signedPapers
    var section: PageSection? { .sharing }
    var papers: SignedPapers
    /// The text of the mandate in force, as it was shown; nil where it lies here no more.
    var signedText: TextSheet?
    /// The text that a new mandate is signed with.
    var mandate: TextSheet?
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.word("papers.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let earlier = papers.mandates.filter { $0.endedAt != nil }
        let current = papers.current
        return [
            "id": .text(papers.structure.text),
            "structure-name": .text(papers.structureName),
            "notice": language.notice(of: failure),
            "current": current.map { mandate in
                .group([
                    "signed": .text(mandate.signedLine(in: language)),
                    "acts": mandate.acts.field(in: language),
                    "text": signedText.field(in: language),
                ])
            } ?? .absent,
            "may-sign": .flag(papers.follows && mandate != nil),
            "mandate": mandate.field(in: language),
            "choices": .list(MandateAct.allCases.map { act in
                [
                    "act-name": .text(act.rawValue), "act": .text(language.word("act.\(act.rawValue)")),
                    "ticked": .flag((current?.acts ?? MandateAct.usual).contains(act)),
                ]
            }),
            "has-information": .flag(!papers.information.isEmpty),
            "information": .list(papers.information.map { $0.fields(in: language) }),
            "has-earlier": .flag(!earlier.isEmpty),
            "earlier": .list(earlier.map { $0.fields(in: language) }),
        ]
    }
}

extension Set<MandateAct> {
    /// The acts in words, in their order.
    fileprivate func field(in language: Language) -> Field {
        .list(MandateAct.allCases.filter(contains).map { ["act": .text(language.word("act.\($0.rawValue)"))] })
    }
}

extension KeptMandate {
    fileprivate func fields(in language: Language) -> [String: Field] {
        [
            "signed": .text(signedLine(in: language)),
            "ended": .optional(endedAt.map { language.text(.papersEnded, ["date": language.date($0)]) }),
            "acts": acts.field(in: language),
            "version": .text(language.text(.textVersion, ["version": text.version])),
            "text-page": .text(TextSheet.path(.mandate, text)),
        ]
    }

    fileprivate func signedLine(in language: Language) -> String {
        let date = language.date(signedAt)
        guard let name = explainer.words(in: language) else { return language.text(.papersSignedAlone, ["date": date]) }
        return language.text(.papersSignedWith, ["date": date, "name": name])
    }
}

extension KeptMandate.Explainer {
    /// Who it was; nil where nobody was.
    fileprivate func words(in language: Language) -> String? {
        switch self {
        case .nobody: nil
        case .professional(let name): name.map { "\u{2068}\($0.full)\u{2069}" } ?? language.text(.papersFormer)
        }
    }
}

extension KeptInformation {
    fileprivate func fields(in language: Language) -> [String: Field] {
        let values = [
            "version": text.version, "date": language.date(explainedAt),
            "name": explainer.words(in: language) ?? language.text(.papersFormer),
        ]
        return [
            "explained": .text(language.text(.papersExplained, values)),
            "text-page": .text(TextSheet.path(.information, text)),
        ]
    }
}
