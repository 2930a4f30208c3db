/// Marks identifiers of grants.
public enum ShareGrantKind {}
/// The identifier of a grant.
public typealias ShareGrantID = Identifier<ShareGrantKind>

/// Who is to see a document (SHR-03).
public enum Audience: Sendable, Hashable {
    /// Everyone who follows the holder in a structure.
    case structure(StructureID)
    /// One professional, in their work for a structure.
    case professional(AccountID, of: StructureID)

    /// The structure in which it is seen.
    public var structure: StructureID {
        switch self {
        case .structure(let id), .professional(_, of: let id): id
        }
    }

    /// The professional who is named, where one is.
    public var professional: AccountID? {
        guard case .professional(let id, of: _) = self else { return nil }
        return id
    }
}

/// That the holder lets somebody see a document: for what, and until when.
public struct ShareGrant: Sendable, Equatable {
    public let id: ShareGrantID
    public let audience: Audience
    public let structureName: String
    /// The name of a named professional; nil for a whole structure, or where the account is gone.
    public let professionalName: String?
    /// In the holder's words.
    public let purpose: String?
    public let until: Moment?
    public let grantedAt: Moment
    /// Whether it is in force: it has not run out, the holder still belongs to the structure, the structure's
    /// convention runs, and its mandate lets it read.
    public let isInForce: Bool
    /// What the holder said of this structure reading it as a sensitive document; nil where nothing is noted.
    public let consent: Consent?

    /// Explicit consent to a structure (SHR-08).
    public struct Consent: Sendable, Equatable {
        public let givenAt: Moment
        /// With the share for which it was given; nil where that one has no end.
        public let endsAt: Moment?
        /// Whether it holds now.
        public let isInForce: Bool
    }
}

/// What the holder says when sharing.
public struct ShareOrder: Sendable {
    public var audience: [Audience]
    /// What for, in the holder's words; nil or blank for no word.
    public var purpose: String?
    /// Nil until the holder stops it.
    public var until: Moment?
    /// Whether the holder agrees explicitly to a sensitive document being read (SHR-08).
    public var consent: ExplicitConsent

    /// An order.
    public init(audience: [Audience], purpose: String? = nil, until: Moment? = nil, consent: ExplicitConsent = .notGiven) {
        self.audience = audience
        self.purpose = purpose
        self.until = until
        self.consent = consent
    }
}

/// Whether somebody agreed, in so many words, to sensitive data being read (GDPR art. 9).
public enum ExplicitConsent: Sendable {
    case given, notGiven
}
