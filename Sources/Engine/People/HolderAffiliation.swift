/// A structure and the holder of a safe, as the holder sees it.
public struct HolderAffiliation: Sendable, Equatable {
    public let structure: StructureID
    public let structureName: String
    /// How the structure is reached.
    public let contact: String?
    /// Who answers there about personal data (GDP-04).
    public let privacyContact: String?
    public let state: AffiliationState
    /// Who asked for it; nil where nobody did or the account is gone.
    public let askedBy: PersonName?
    /// What the mandate in force allows; empty without one.
    public let acts: Set<MandateAct>
    /// Professionals who follow the holder through this structure now.
    public let followers: [PersonName]
}
