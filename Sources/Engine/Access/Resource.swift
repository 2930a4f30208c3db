/// What something is done to, with the facts on which the answer depends. Facts are read from the catalog for each
/// decision and never kept: so a withdrawal counts at once (SHR-02).
public enum Resource: Sendable, Equatable {
    /// The service as a whole.
    case service
    /// A person's own account; frozen: contacts rest for a day, after a reset of the password.
    case account(AccountID, isFrozen: Bool = false)
    /// A structure, with what the actor is in it.
    case structure(StructureID, membership: Role?)
    /// A safe and the person who holds it.
    case safe(SafeFacts)
    /// A document in a safe.
    case document(SafeFacts, DocumentFacts)
}

/// Whose safe it is, and what the actor is to them.
public struct SafeFacts: Sendable, Equatable {
    public let holder: AccountID
    /// `.none` for everyone but professionals who follow the holder.
    public let relation: SafeRelation
    /// Whether exports, shares and contacts rest for a day, after a reset of the password.
    public let isFrozen: Bool
    /// Whether the account was disabled since nobody used it (ACC-12): its papers rest untouched.
    public let isDisabled: Bool

    /// Facts.
    public init(
        holder: AccountID, relation: SafeRelation = .none, isFrozen: Bool = false, isDisabled: Bool = false
    ) {
        self.holder = holder
        self.relation = relation
        self.isFrozen = isFrozen
        self.isDisabled = isDisabled
    }
}

/// What is known of a document, seen from the actor.
public struct DocumentFacts: Sendable, Equatable {
    /// Whether a share that is in force reaches the actor.
    public let isShared: Bool
    /// Whether the actor put it in.
    public let isOwnDeposit: Bool
    /// Whether the holder has kept it: from then on only the holder deletes it (SHR-07).
    public let isKept: Bool
    /// Whether it waits for the holder's explicit consent (SHR-08).
    public let needsConsent: Bool

    /// Facts.
    public init(isShared: Bool = false, isOwnDeposit: Bool = false, isKept: Bool = true, needsConsent: Bool = false) {
        self.isShared = isShared
        self.isOwnDeposit = isOwnDeposit
        self.isKept = isKept
        self.needsConsent = needsConsent
    }

    /// What the holder's own acts look at: nothing but that it is theirs.
    static let own = DocumentFacts()
}
