import Engine

/// Who did what with my safe: `GET /journal?page=n` (AUD-05).
struct MyJournalPage: Page {
    static let template = PageTemplate.journal
    var section: PageSection? { .journal }
    /// Newest first.
    var entries: [Entry]
    var paging = Paging.single

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
    }

    /// Who did it, seen from the holder.
    enum Doer: String, Sendable, CaseIterable {
        /// The holder.
        case you
        /// The people who run the machine; they cannot read documents.
        case staff
        /// The service by itself.
        case service
        /// Somebody who did not sign in.
        case unknown
    }

    func title(in language: Language) -> String { language.text(.journalTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        var days: [[String: Field]] = []
        var rest = entries[...]
        while let first = rest.first {
            let day = language.dayNumber(of: first.moment)
            let same = rest.prefix { language.dayNumber(of: $0.moment) == day }
            rest = rest.dropFirst(same.count)
            days.append([
                "day": .text(language.dayHeading(first.moment, now: chrome.now)),
                "entries": .list(same.map { $0.fields(in: language) }),
            ])
        }
        return [
            "empty": .flag(entries.isEmpty),
            "days": .list(days),
            "paging": paging.field(path: "/journal", in: language),
        ]
    }
}

extension MyJournalPage.Entry {
    func fields(in language: Language) -> [String: Field] {
        let link = documentID.flatMap { id in title.map { ["id": Field.text(id), "link-title": .text($0)] } }
        return [
            "time": .text(language.time(moment)),
            "time-machine": .text(moment.iso8601),
            "icon-name": .text(icon),
            "what": .text(kind.map { language.word("journal.event.\($0.rawValue)") } ?? language.text(.journalLineLost)),
            "doer": .text(language.word("journal.doer.\(doer.rawValue)")),
            "link": link.map(Field.group) ?? .absent,
            "plain-title": link == nil ? .optional(title) : .absent,
            "not-done": resultText(in: language),
            "reason": .optional(isDamaged ? language.text(.journalDamage) : reason.map { language.explanation(of: $0).sentence }),
            "alarming": .flag(isAlarming),
        ]
    }

    private func resultText(in language: Language) -> Field {
        switch result {
        case .ok: .absent
        case .refused: .text(language.text(.resultRefused))
        case .failed: .text(language.text(.resultFailed))
        }
    }

    private var isAlarming: Bool {
        switch kind {
        case .signInFailed, .signInPaused, .documentDamaged, .accessDenied: true
        default: isDamaged
        }
    }

    private var icon: String {
        switch kind {
        case .documentDeposited: "plus"
        case .documentViewed: "eye"
        case .documentDownloaded: "download"
        case .documentRenamed: "pen"
        case .documentDeleted: "bin"
        case nil, .documentRefused, .documentDamaged, .signInFailed, .signInPaused, .accessDenied: "warning"
        case .signedIn, .signedOut, .sessionEnded: "door"
        case .passwordChanged: "key"
        default: "gear"
        }
    }
}
