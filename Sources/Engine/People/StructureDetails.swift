/// A structure as the operator sees it, with its conventions.
public struct StructureDetails: Sendable, Equatable {
    public let summary: StructureSummary
    public let contact: String?
    public let privacyContact: String?
    /// Oldest first.
    public let conventions: [Convention]
    /// Structures whose convention hangs on one of these.
    public let partners: [StructureID]
    /// Accounts with a habilitation that has not ended.
    public let professionals: Int
    public let managers: Int
    /// People whose affiliation is active.
    public let affiliated: Int
}
