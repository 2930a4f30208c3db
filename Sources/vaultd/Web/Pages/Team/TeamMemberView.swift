import Engine

/// A professional as the manager's pages show them.
struct TeamMemberView: Sendable {
    var id: String
    var name: String
    var jobTitle: String?
    var email: String?
    var scope: Habilitation.Scope
    /// How many people a limited habilitation names.
    var assigned: Int
    var standing: Standing
    var since: Moment
    /// When the habilitation ended.
    var endedAt: Moment?
    /// Whether there is a second factor that could be lost.
    var hasSecondFactor = false
    /// The moment after the last day, where one was said and the habilitation has not ended.
    var until: Moment?

    /// How things stand, in one word.
    enum Standing: String, Sendable, CaseIterable {
        case active, suspended, ended
        /// Invited, and has not come in yet.
        case invited
        /// The account itself is shut by the operator.
        case shut
    }

    func fields(in language: Language) -> [String: Field] {
        [
            "id": .text(id),
            "name": .text(name),
            "job-title": .optional(jobTitle),
            "email": .optional(email),
            "scope": .text(scopeText(in: language)),
            "standing": .text(language.word("team.standing.\(standing.rawValue)")),
            "is-active": .flag(standing == .active),
            "is-suspended": .flag(standing == .suspended),
            "is-ended": .flag(standing == .ended),
            "is-invited": .flag(standing == .invited),
            "alarming": .flag(standing != .active),
            "has-factor": .flag(hasSecondFactor),
            "since": .text(language.text(.teamSince, ["date": language.date(since)])),
            "until": .optional(until.map { language.text(.teamUntil, ["date": language.lastDay($0)]) }),
            "ended": .optional(endedAt.map { language.text(.teamEnded, ["date": language.date($0)]) }),
        ]
    }

    private func scopeText(in language: Language) -> String {
        switch scope {
        case .structure: language.word("team.scope-all")
        case .assigned: language.text(.teamScopeNamed, count: assigned)
        }
    }
}

extension TeamMemberView {
    /// A member as the engine tells of them.
    init(_ member: TeamMember) {
        let habilitation = member.habilitation
        let standing: Standing =
            switch (habilitation.state, member.accountState) {
            case (.ended, _): .ended
            case (.suspended, _): .suspended
            case (.active, "active"): .active
            case (.active, "invited"): .invited
            default: .shut
            }
        self.init(
            id: habilitation.id.text, name: member.name.full, jobTitle: member.jobTitle, email: member.email,
            scope: habilitation.scope, assigned: member.assigned, standing: standing, since: habilitation.grantedAt,
            endedAt: habilitation.state == .ended ? habilitation.changedAt : nil,
            hasSecondFactor: member.hasSecondFactor, until: habilitation.state == .ended ? nil : habilitation.endsAt)
    }
}

extension Language {
    /// The day before a moment at which something ends: the last one on which it is there.
    func lastDay(_ end: Moment) -> String { date(end - .milliseconds(1)) }
}
