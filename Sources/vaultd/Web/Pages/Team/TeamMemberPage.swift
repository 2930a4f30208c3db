import Engine

/// A professional with the history of the habilitation: `GET /team/{id}` (ROL-09).
struct TeamMemberPage: Page {
    static let template = PageTemplate.teamMember
    var section: PageSection? { .team }
    var member: TeamMemberView
    /// Of the habilitation that is shown; each form names it.
    var version: Int
    /// Newest first.
    var history: [Line]
    /// Names of the people whom a limited habilitation covers.
    var people: [String] = []
    /// What they were invited with, where they have not come in yet.
    var invitation: PendingInvitationView?
    var done: TeamPage.Done?
    var failure: VaultFailure?

    /// A line of the history.
    struct Line: Sendable {
        var moment: Moment
        var kind: AuditEvent.Kind
        var doer: HabilitationEvent.Doer
        /// In the words of whoever did it.
        var reason: String?
        var scope: Habilitation.Scope?
        var people: Int?
        var until: Moment?
    }

    func title(in language: Language) -> String { member.name }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        member.fields(in: language).merging([
            "version": .number(version),
            "history": .list(history.map { $0.fields(in: language) }),
            "people": .list(people.map { ["person-of-list": .text($0)] }),
            "invitation": invitation.map { .group($0.fields(in: language)) } ?? .absent,
            "limited": .flag(member.scope == .assigned),
            "done": done.map { .group(["done-text": .text(language.word("team.done.\($0.rawValue)"))]) } ?? .absent,
            "notice": language.notice(of: failure),
        ]) { $1 }
    }
}

extension TeamMemberPage.Line {
    fileprivate func fields(in language: Language) -> [String: Field] {
        [
            "what": .text(language.word("journal.event.\(kind.rawValue)")),
            "when": .text(language.dateAndTime(moment)),
            "when-machine": .text(moment.iso8601),
            "by": .text(doerText(in: language)),
            "reason": .optional(reason),
            "new-scope": .optional(scope.map { scopeText($0, in: language) }),
            "new-until": .optional(until.map { language.text(.teamUntil, ["date": language.lastDay($0)]) }),
        ]
    }

    private func doerText(in language: Language) -> String {
        switch doer {
        case .operator: language.word("journal.doer.staff")
        case .service: language.word("journal.doer.service")
        case .person(let name): name?.full ?? language.word("team.doer-gone")
        }
    }

    private func scopeText(_ scope: Habilitation.Scope, in language: Language) -> String {
        switch scope {
        case .structure: language.word("team.scope-all")
        case .assigned: language.text(.teamScopeNamed, count: people ?? 0)
        }
    }
}

extension TeamMemberPage {
    /// A member's file as the engine tells of it.
    init(_ file: TeamMemberFile) {
        self.init(
            member: TeamMemberView(file.member), version: file.member.habilitation.version,
            history: file.history.reversed().map {
                Line(
                    moment: $0.moment, kind: $0.kind, doer: $0.doer, reason: $0.reason, scope: $0.scope,
                    people: $0.people, until: $0.until)
            },
            people: file.assigned.map(\.full), invitation: file.invitation.map { PendingInvitationView($0) })
    }
}
