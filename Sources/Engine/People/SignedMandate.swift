/// Marks identifiers of mandates.
enum MandateKind {}
/// Marks identifiers of proofs that something was explained.
enum InformationProofKind {}

/// What a person signs: which acts, in which text, explained by whom.
public struct SignedMandate: Sendable, Equatable {
    /// Precise acts, at least one (ACC-02).
    public var acts: Set<MandateAct>
    /// The version of the text that was shown.
    public var textVersion: String
    /// The language in which it was shown.
    public var language: String

    /// A mandate.
    public init(acts: Set<MandateAct>, textVersion: String, language: String) {
        self.acts = acts
        self.textVersion = textVersion
        self.language = language
    }
}
