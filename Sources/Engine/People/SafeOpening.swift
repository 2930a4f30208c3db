/// What a professional brings together with the person present, before a safe is opened (ACC-01, ACC-03, ACC-06).
public struct SafeOpening: Sendable {
    /// Who the person is. An empty login name is replaced by a suggestion.
    public var person: NewBeneficiary
    /// The structure that follows the person.
    public var structure: StructureID
    /// What the person signs. Opening the account is one of its acts, or there is nothing to open.
    public var mandate: SignedMandate
    /// The information sheet that was explained.
    public var information: ShownText
    /// What the person chose for the papers that they will put in themselves.
    public var visibility = DefaultVisibility.alone
    /// The recovery card that the person takes home; nil where none is wanted. Its PIN is the person's alone.
    public var recoveryCard: NewRecoveryCard?

    /// An opening.
    public init(person: NewBeneficiary, structure: StructureID, mandate: SignedMandate, information: ShownText) {
        self.person = person
        self.structure = structure
        self.mandate = mandate
        self.information = information
    }
}
