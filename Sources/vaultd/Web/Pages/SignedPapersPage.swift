import Engine

/// What a holder signed for a structure, to read, to print and to change: `GET` and `POST
/// /sharing/structures/{id}/mandate` (ACC-01 to ACC-03).
struct SignedPapersPage: Page {
    static let template = PageTemplate.signedPapers
    var section: PageSection? { .sharing }
    var papers: SignedPapers
    /// The text of the mandate in force, in its version and language; nil where it lies here no more.
    var signedText: TextSheet?
    /// Texts whose words are not here any more as they were shown, under the same version.
    var changed: [OfficialText.Kind: Set<ShownText>] = [:]
    /// The text that a new mandate is signed with.
    var mandate: TextSheet?
    /// Whether the holder chose to share what they put in: a structure that may read then sees it at once.
    var sharesByDefault = false
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
                    "digest": mandate.text.digestField,
                    "differs": .flag(differs(.mandate, mandate.text)),
                ])
            } ?? .absent,
            "may-sign": .flag(papers.follows && mandate != nil),
            "mandate": mandate.field(in: language),
            "shared-by-default": .flag(sharesByDefault),
            "choices": .list(
                MandateAct.allCases.map { act in
                    [
                        "act-name": .text(act.rawValue), "act": .text(language.word("act.\(act.rawValue)")),
                        "ticked": .flag((current?.acts ?? MandateAct.usual).contains(act)),
                    ]
                }),
            "has-information": .flag(!papers.information.isEmpty),
            "information": .list(
                papers.information.map { proof in
                    proof.fields(in: language, differs: differs(.information, proof.text))
                }),
            "has-earlier": .flag(!earlier.isEmpty),
            "earlier": .list(
                earlier.map { mandate in
                    mandate.fields(in: language, differs: differs(.mandate, mandate.text))
                }),
        ]
    }

    private func differs(_ kind: OfficialText.Kind, _ text: ShownText) -> Bool { changed[kind]?.contains(text) ?? false }
}

extension Set<MandateAct> {
    /// The acts in words, in their order.
    fileprivate func field(in language: Language) -> Field {
        .list(MandateAct.allCases.filter(contains).map { ["act": .text(language.word("act.\($0.rawValue)"))] })
    }
}

extension ShownText {
    /// The digest in full, as it is printed; absent where none was kept.
    fileprivate var digestField: Field { .optional(digest.map(Hex.encode)) }
}

extension KeptMandate {
    fileprivate func fields(in language: Language, differs: Bool) -> [String: Field] {
        [
            "signed": .text(signedLine(in: language)),
            "ended": .optional(endedAt.map { language.text(.papersEnded, ["date": language.date($0)]) }),
            "acts": acts.field(in: language),
            "version": .text(language.text(.textVersion, ["version": text.version])),
            "text-page": .text(TextSheet.path(.mandate, text)),
            "digest": text.digestField,
            "differs": .flag(differs),
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
    fileprivate func fields(in language: Language, differs: Bool) -> [String: Field] {
        let values = [
            "version": text.version, "date": language.date(explainedAt),
            "name": explainer.words(in: language) ?? language.text(.papersFormer),
        ]
        return [
            "explained": .text(language.text(.papersExplained, values)),
            "text-page": .text(TextSheet.path(.information, text)),
            "digest": text.digestField,
            "differs": .flag(differs),
        ]
    }
}
