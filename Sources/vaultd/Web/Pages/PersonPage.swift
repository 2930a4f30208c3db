import Engine

/// A person whom a professional follows, and what is shared: `GET /people/{id}`.
struct PersonPage: Page {
    static let template = PageTemplate.person
    var section: PageSection? { .people }
    var id: String
    var name: String
    /// The structures through which the person is followed.
    var structures: [FollowingStructure]
    var documents: [Entry]
    var paging = Paging.single
    /// How many documents are shared, on all pages.
    var total: Int
    var openRequests = 0
    /// What becomes of the account where nobody uses it (ACC-12).
    var standing: UnusedStanding?
    /// Largest document in bytes.
    var maxSize: Int
    var depositsClosed: VaultFailure?
    var done: Done?
    var failure: VaultFailure?

    /// A line of the list.
    enum Entry: Sendable {
        case whole(DocumentView, mayDelete: Bool)
        /// It waits for explicit consent, maybe anew; not even its title is told.
        case waiting(id: String, depositedAt: Moment, consentEnded: Bool)
        case damaged(depositedAt: Moment)
    }

    enum Done: String, Sendable, CaseIterable {
        case asked, consented, deleted, kept
    }

    func title(in language: Language) -> String { name }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        func allows(_ act: MandateAct) -> Bool { structures.contains { $0.acts.contains(act) } }
        let depositing = structures.filter { $0.acts.contains(.deposit) }
        return [
            "id": .text(id),
            "name": .text(name),
            "unused": standing.map { .group($0.fields(in: language)) } ?? .absent,
            "open": .flag(standing?.isDisabled != true),
            "structures": .text(language.list(structures.map { "\u{2068}\($0.name)\u{2069}" })),
            "may-read": .flag(allows(.readShared)),
            "empty": .flag(documents.isEmpty),
            "count": .text(language.text(.sharedCount, count: total)),
            "documents": .list(documents.map { $0.fields(in: language) }),
            "paging": paging.field(path: "/people/\(id)", in: language),
            "may-deposit": .flag(allows(.deposit)),
            "closed": language.notice(of: depositsClosed),
            "several": .flag(depositing.count > 1),
            "choices": .list(depositing.map { ["structure": .text($0.id.text), "structure-name": .text($0.name)] }),
            "max-text": .text(language.text(.maxSize, ["limit": language.size(maxSize)])),
            "accept": .text(DocumentsPage.accept),
            "may-ask": .flag(allows(.readShared)),
            "may-help-back": .flag(allows(.assistReset)),
            "waiting-answers": openRequests == 0 ? .absent : .text(language.text(.requestsOpen, count: openRequests)),
            "done": done.map { .group(["done-text": .text(language.word("person.done.\($0.rawValue)"))]) } ?? .absent,
            "notice": language.notice(of: failure),
        ]
    }
}

extension UnusedStanding {
    fileprivate var isDisabled: Bool {
        if case .disabled = self { true } else { false }
    }

    fileprivate func fields(in language: Language) -> [String: Field] {
        func at(_ moment: Moment) -> [String: String] { ["date": language.date(moment)] }
        switch self {
        case .willBeDisabled(let moment):
            return [
                "what": .text(language.text(.personCloses, at(moment))),
                "more": .text(language.text(.personClosesLead)), "end": .absent, "keep": .text(language.text(.personKeep)),
            ]
        case .disabled(let end):
            return [
                "what": .text(language.text(.personShut)), "more": .text(language.text(.personShutLead)),
                "end": end.map { .text(language.text(.personShutEnd, at($0))) } ?? .absent,
                "keep": .text(language.text(.personOpen)),
            ]
        }
    }
}

extension PersonPage.Entry {
    fileprivate func fields(in language: Language) -> [String: Field] {
        switch self {
        case .whole(let document, let mayDelete):
            let fields = document.fields(in: language).merging(["may-delete": .flag(mayDelete)]) { $1 }
            return ["whole": .group(fields), "waiting": .absent, "damaged": .absent]
        case .waiting(let id, let depositedAt, let consentEnded):
            let fields: [String: Field] = [
                "document": .text(id), "date": .text(language.date(depositedAt)), "consent-ended": .flag(consentEnded),
            ]
            return ["whole": .absent, "waiting": .group(fields), "damaged": .absent]
        case .damaged(let depositedAt):
            let explanation = language.explanation(of: .documentDamaged)
            let fields: [String: Field] = [
                "sentence": .text(explanation.sentence), "date": .text(language.date(depositedAt)),
            ]
            return ["whole": .absent, "waiting": .absent, "damaged": .group(fields)]
        }
    }
}
