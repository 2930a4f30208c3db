/// Who can see a document at this moment, and what it waits for: the one line on each item (SHR-01).
public struct DocumentStanding: Sendable, Equatable {
    /// Nobody but the holder where it is empty.
    public let viewers: [Viewer]
    /// Who put it in, where that was not the holder; nil too where the account is gone.
    public let depositorName: String?
    /// Whether the holder has kept what a professional put in.
    public let isKept: Bool
    public let isSensitive: Bool

    /// Somebody who can see it.
    public enum Viewer: Sendable, Equatable {
        case structure(String)
        case professional(String, structure: String)
        /// A third party with a link.
        case link(String)
    }
}

/// A document's sharing, for the page on which the holder decides.
public struct DocumentSharing: Sendable {
    public let document: DocumentSummary
    public let standing: DocumentStanding
    /// Oldest first, those that are over included.
    public let grants: [ShareGrant]
    public let possible: [PossibleAudience]
    /// Newest first.
    public let links: [ExternalLink]
    /// Whether sharing rests, since the password was just reset.
    public let isResting: Bool
}
