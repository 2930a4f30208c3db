/// What the operator says about a structure and its convention.
public struct NewStructure: Sendable {
    /// The name as people know it.
    public var name: String
    /// The first day of the convention; nil for now.
    public var from: CalendarDay?
    /// The last day of the convention; nil for one without an end.
    public var until: CalendarDay?
    /// The structure on whose convention this one hangs (ROL-13).
    public var partnerOf: StructureID?
    /// How people reach it.
    public var contact: String?
    /// Who answers about personal data (GDP-04).
    public var privacyContact: String?

    /// A structure with a convention that runs from now without an end.
    public init(name: String) { self.name = name }
}
