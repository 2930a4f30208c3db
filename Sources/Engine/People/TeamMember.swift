/// A professional of a structure, as its manager sees them.
public struct TeamMember: Sendable, Equatable {
    public let habilitation: Habilitation
    public let name: PersonName
    public let jobTitle: String?
    public let email: String?
    /// The state of the account: `active`, `suspended`, …
    public let accountState: String
    /// Whether the account has a second factor.
    public let hasSecondFactor: Bool
    /// Whether the account also acts for another structure, or could again.
    public let actsElsewhereToo: Bool
    /// How many people a limited habilitation names.
    public let assigned: Int
}

/// A structure's professionals.
public struct Team: Sendable, Equatable {
    public let structure: StructureID
    public let structureName: String
    /// Those with a habilitation first, then those whose has ended.
    public let members: [TeamMember]
}

/// A professional with what became of their habilitation.
public struct TeamMemberFile: Sendable, Equatable {
    public let member: TeamMember
    /// Oldest first (ROL-09).
    public let history: [HabilitationEvent]
    /// What they were invited with, where they have not come in yet.
    public let invitation: PendingInvitation?
    /// The people whom a limited habilitation names.
    public let assigned: [PersonName]
}

/// For whom a manager looks among the people of the structure.
public struct PeopleSearch: Sendable {
    /// Parts of names; empty for all.
    public let words: String
    /// Found whatever the words are: those who are ticked already.
    public let named: Set<AccountID>
    /// Of the others, at most so many.
    public let limit: Int

    /// A search.
    public init(_ words: String = "", named: Set<AccountID> = [], limit: Int) {
        self.words = words
        self.named = named
        self.limit = limit
    }
}

/// What a `PeopleSearch` found, each in the order of last names.
public struct AffiliatedPeople: Sendable, Equatable {
    /// Those who were named.
    public let named: [PersonName]
    /// Others in whose names the words occur.
    public let found: [PersonName]
}

/// A line in the history of a habilitation.
public struct HabilitationEvent: Sendable, Equatable {
    /// Who did it.
    public enum Doer: Sendable, Equatable {
        case `operator`, service
        /// A manager; nil where the account is gone.
        case person(PersonName?)
    }

    public let moment: Moment
    public let kind: AuditEvent.Kind
    public let doer: Doer
    /// Who asked for it and why, where the operator did it (ROL-03). Why an account was suspended is told to its holder
    /// alone.
    public let reason: String?
    /// The scope that it has since then, where the event says so.
    public let scope: Habilitation.Scope?
    /// How many people the scope names.
    public let people: Int?
    /// When it ends by itself since then, where the event says so.
    public let until: Moment?
}
