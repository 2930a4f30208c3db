import Engine

/// Who did what with my safe: `GET /journal?page=n` (AUD-05).
struct MyJournalPage: Page {
    static let template = PageTemplate.journal
    var section: PageSection? { .journal }
    /// Newest first.
    var entries: [Entry]
    var paging = Paging.single
    /// Whether only what others did is shown.
    var choice = JournalChoice.all

    /// One event.
    struct Entry: Sendable {
        var moment: Moment
        /// Nil where the line does not tell any more.
        var kind: AuditEvent.Kind?
        var result: AuditEvent.Result = .ok
        /// Whether the line, or a part of it, cannot be read any more.
        var isDamaged = false
        var doer: Doer
        /// The document's title, if it still exists.
        var title: String?
        /// The document's id, if it still exists.
        var documentID: String?
        /// Why it was refused, where that is known.
        var reason: FailureCode?
        /// The structure through which it was done, or that it concerns.
        var structure: String?
        /// The professional whom it concerns; empty where the account is gone.
        var audience: String?
        /// What for, in the words of who did it.
        var purpose: String?
        /// When it was, where the line was written later.
        var endedAt: Moment?
        /// How often, where one line stands for many; the moment is that of the last.
        var times: Int?
    }

    /// Who did it, seen from the holder.
    enum Doer: Sendable, Equatable {
        /// The holder.
        case you
        /// The people who run the machine; they cannot read documents.
        case staff
        /// The service by itself.
        case service
        /// Somebody who did not sign in.
        case unknown
        /// Somebody with an account, by name.
        case person(String)
        /// Somebody whose account is gone.
        case gone
        /// Somebody who worked with people and does not any more: the name is destroyed (END-03).
        case former(Role)

        /// The word of the catalogue for those who have no name.
        static let words = ["you", "staff", "service", "unknown", "gone", "former-professional", "former-manager"]
    }

    func title(in language: Language) -> String { language.text(.journalTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "empty": .flag(entries.isEmpty),
            "days": language.days(entries, now: chrome.now, at: \.moment) { $0.fields(in: language) },
            "others": .flag(choice == .others),
            "paging": paging.field(path: "/journal", query: choice == .others ? "others=1" : "", in: language),
        ]
    }
}

extension MyJournalPage.Entry {
    func fields(in language: Language) -> [String: Field] {
        let link = documentID.flatMap { id in title.map { ["id": Field.text(id), "link-title": .text($0)] } }
        return [
            "time": .text(language.time(moment)),
            "time-machine": .text(moment.iso8601),
            "icon-name": .text(Self.icon(of: kind)),
            "what": .text(kind.map { language.word("journal.event.\($0.rawValue)") } ?? language.text(.journalLineLost)),
            "doer": .text(doer.words(in: language, structure: structure)),
            "concerning": .optional(concerning(in: language)),
            "ended": .optional(ended(in: language)),
            "purpose": .optional(purpose),
            "link": link.map(Field.group) ?? .absent,
            "plain-title": link == nil ? .optional(title) : .absent,
            "not-done": result.tag(in: language),
            "reason": .optional(
                isDamaged ? language.text(.journalDamage) : reason.map { language.explanation(of: $0).sentence }),
            "alarming": .flag(isAlarming),
        ]
    }

    /// Whom it concerns, where the holder did it; where somebody else did, the structure stands beside their name.
    func concerning(in language: Language) -> String? {
        if let audience {
            let name = audience.isEmpty ? language.text(.goneProfessional) : audience
            return DocumentStanding.Viewer.professional(name, structure: structure ?? "").words(in: language)
        }
        guard doer == .you, let structure else { return nil }
        return kind == .documentShared || kind == .documentUnshared
            ? DocumentStanding.Viewer.structure(structure).words(in: language) : structure
    }

    /// When a session ended by itself: a purge notes it days later, and the time of the line is that of the purge.
    func ended(in language: Language) -> String? {
        guard kind == .sessionEnded, let endedAt else { return nil }
        let values = ["moment": language.dateAndTime(endedAt)]
        guard let times else { return language.text(.journalEndedAt, values) }
        return language.text(.journalEndedOften, values.merging(["count": language.number(times)]) { own, _ in own })
    }

    private var isAlarming: Bool {
        switch kind {
        case .signInFailed, .signInPaused, .documentDamaged, .accessDenied: true
        default: isDamaged
        }
    }

    /// The picture beside a line.
    static func icon(of kind: AuditEvent.Kind?) -> String {
        switch kind {
        case .documentDeposited: "plus"
        case .documentViewed: "eye"
        case .documentDownloaded: "download"
        case .documentRenamed: "pen"
        case .documentDeleted: "bin"
        case nil, .documentRefused, .documentDamaged, .signInFailed, .signInPaused, .accessDenied: "warning"
        case .signedIn, .signedOut, .sessionEnded: "door"
        case .passwordChanged: "key"
        case .documentShared, .documentUnshared, .shareAsked, .shareRefused, .sharingCut,
            .depositsSharedByDefault:
            "people"
        case .depositsPrivateByDefault: "lock"
        case .linkCreated, .linkOpened, .linkRevoked: "link"
        case .affiliationAsked, .affiliationAccepted, .affiliationRefused, .affiliationEnded: "people"
        case .mandateSigned, .mandateRevoked, .consentGiven: "pen"
        default: "gear"
        }
    }
}

extension AuditEvent.Result {
    /// The mark beside what did not end well.
    func tag(in language: Language) -> Field {
        switch self {
        case .ok: .absent
        case .refused: .text(language.text(.resultRefused))
        case .failed: .text(language.text(.resultFailed))
        }
    }
}

extension MyJournalPage.Doer {
    /// Who it was, with the structure for which a professional acted.
    func words(in language: Language, structure: String?) -> String {
        switch self {
        case .you: language.word("journal.doer.you")
        case .staff: language.word("journal.doer.staff")
        case .service: language.word("journal.doer.service")
        case .unknown: language.word("journal.doer.unknown")
        case .gone: language.word("journal.doer.gone")
        case .former(let role):
            named(language.word("journal.doer.former-\(role == .manager ? "manager" : "professional")"), language, structure)
        case .person(let name): named(name, language, structure)
        }
    }

    private func named(_ name: String, _ language: Language, _ structure: String?) -> String {
        structure.map {
            language.text(.doneByAt, ["name": "\u{2068}\(name)\u{2069}", "structure": "\u{2068}\($0)\u{2069}"])
        } ?? language.text(.doneBy, ["name": "\u{2068}\(name)\u{2069}"])
    }
}
