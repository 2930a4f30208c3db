/// Marks identifiers of mandates.
enum MandateKind {}
/// Marks identifiers of proofs that something was explained.
enum InformationProofKind {}

/// What a person signs: which acts, in which text, explained by whom.
public struct SignedMandate: Sendable, Equatable {
    /// Precise acts, at least one (ACC-02).
    public var acts: Set<MandateAct>
    /// The text that was shown.
    public var text: ShownText

    /// A mandate.
    public init(acts: Set<MandateAct>, text: ShownText) {
        self.acts = acts
        self.text = text
    }
}
