/// Marks identifiers of habilitations.
public enum HabilitationKind {}
/// The identifier of a habilitation.
public typealias HabilitationID = Identifier<HabilitationKind>

/// The right of one account to act for one structure: since when, for whom, until when (ROL-09).
public struct Habilitation: Sendable, Equatable {
    /// Which of the structure's people it covers.
    public enum Scope: String, Sendable, CaseIterable {
        /// Everyone who is affiliated.
        case structure
        /// Only the people who were named (ROL-08).
        case assigned
    }

    /// Whether it is in force.
    public enum State: String, Sendable, CaseIterable {
        case active, suspended, ended
    }

    public let id: HabilitationID
    public let account: AccountID
    public let structure: StructureID
    /// `professional` or `manager`.
    public let role: Role
    public let scope: Scope
    public let state: State
    public let grantedAt: Moment
    /// When it ends by itself; nil where it runs as long as the convention.
    public let endsAt: Moment?
    /// When it was last changed; of one that has ended: when it ended.
    public let changedAt: Moment
    /// Grows with each change. A change names the version that it was made for, so that of two people who change the
    /// same at once the second is told.
    public let version: Int
}
