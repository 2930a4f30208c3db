/// A mandate that was signed, as its holder reads it again.
public struct KeptMandate: Sendable, Equatable {
    public let acts: Set<MandateAct>
    /// The text that was shown.
    public let text: ShownText
    public let signedAt: Moment
    /// When it was withdrawn or another one took its place; nil while it is in force.
    public let endedAt: Moment?
    public let explainer: Explainer

    /// Who explained it.
    public enum Explainer: Sendable, Equatable {
        /// Nobody: the holder signed alone, in the safe.
        case nobody
        /// Somebody of the structure; without a name where the account is gone.
        case professional(PersonName?)
    }
}

/// The information sheet, as its holder reads again that it was explained (ACC-03).
public struct KeptInformation: Sendable, Equatable {
    public let text: ShownText
    public let explainedAt: Moment
    public let explainer: KeptMandate.Explainer
}

/// What a holder signed for a structure.
public struct SignedPapers: Sendable, Equatable {
    public let structure: StructureID
    public let structureName: String
    /// The one in force first, then newest first.
    public let mandates: [KeptMandate]
    /// Of all structures, newest first: the sheet is about the service.
    public let information: [KeptInformation]
    /// Whether the structure follows the holder now, so that a mandate can be signed.
    public let follows: Bool

    /// The one in force; nil where there is none.
    public var current: KeptMandate? { mandates.first { $0.endedAt == nil } }
}
