/// Marks identifiers of conventions.
public enum ConventionKind {}
/// The identifier of a convention.
public typealias ConventionID = Identifier<ConventionKind>

/// An agreement by which a structure acts.
public struct Convention: Sendable, Equatable {
    public let id: ConventionID
    public let structure: StructureID
    /// The convention on which it hangs.
    public let parent: ConventionID?
    public let beginsAt: Moment
    /// When it ends by itself; nil for never.
    public let endsAt: Moment?
    /// When it was ended in fact.
    public let endedAt: Moment?
}
