import Engine

/// What a professional or manager did, without content: `GET /acts`, and for a manager `GET /team/{id}/acts` (AUD-05).
struct ActsPage: Page {
    static let template = PageTemplate.acts
    var section: PageSection? { member == nil ? .acts : .team }
    /// Newest first.
    var acts: [StaffAct]
    var paging = Paging.single
    /// Whose acts a manager looks at; nil for the reader's own.
    var member: Member?

    /// A professional of the manager's structure.
    struct Member: Sendable {
        var id: String
        /// Empty where the account is gone.
        var name: String
        var structureName: String
    }

    /// Events whose words in a holder's journal are said to the holder: here they have others.
    static let ownWords: Set<AuditEvent.Kind> = [
        .signedIn, .signedOut, .sessionEnded, .accountAdded, .affiliationAsked, .assistedResetStarted,
        .assistedFactorResetStarted, .assistedResetConfirmed, .followUpEnded,
    ]

    func title(in language: Language) -> String { member?.shownName(in: language) ?? language.text(.actsTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "member": member.map { .group($0.fields(in: language)) } ?? .absent,
            "empty": .flag(acts.isEmpty),
            "days": language.days(acts, now: chrome.now, at: \.moment) { $0.fields(in: language) },
            "paging": paging.field(path: member.map { "/team/\($0.id)/acts" } ?? "/acts", in: language),
        ]
    }
}

extension ActsPage.Member {
    fileprivate func shownName(in language: Language) -> String {
        name.isEmpty ? language.word("team.doer-gone") : name
    }

    fileprivate func fields(in language: Language) -> [String: Field] {
        [
            "id": .text(id), "name": .text(shownName(in: language)),
            "member-lead": .text(
                language.text(.actsMemberLead, ["structure": "\u{2068}\(structureName)\u{2069}"])),
        ]
    }
}

extension StaffAct {
    fileprivate func fields(in language: Language) -> [String: Field] {
        [
            "time": .text(language.time(moment)),
            "time-machine": .text(moment.iso8601),
            "icon-name": .text(MyJournalPage.Entry.icon(of: kind)),
            "what": .text(kind.map { words(for: $0, in: language) } ?? language.text(.journalLineLost)),
            "not-done": result.tag(in: language),
            "about": .optional(about(in: language)),
            "through": .optional(structureName),
        ]
    }

    private func words(for kind: AuditEvent.Kind, in language: Language) -> String {
        language.word("\(ActsPage.ownWords.contains(kind) ? "acts" : "journal").event.\(kind.rawValue)")
    }

    private func about(in language: Language) -> String? {
        switch person {
        case .nobody: nil
        case .someone: language.text(.actsAboutSomeone)
        case .named(let name): language.text(.actsAbout, ["name": "\u{2068}\(name)\u{2069}"])
        }
    }
}
