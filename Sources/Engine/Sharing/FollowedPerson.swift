/// A person as a professional who follows them sees them: what is shared, and nothing of what is not. How much lies in
/// the safe, and how full it is, is not part of it.
public struct FollowedPerson: Sendable {
    public let account: AccountID
    public let name: String
    /// Through which structures, by name.
    public let structures: [FollowingStructure]
    public let documents: SharedListing
    /// Requests of this professional's that the person has not answered.
    public let openRequests: Int
    /// What becomes of the account where nobody uses it (ACC-12); nil while it is in use.
    public let standing: UnusedStanding?

    /// Whether a mandate allows it.
    public func allows(_ act: MandateAct) -> Bool { structures.contains { $0.acts.contains(act) } }
}

/// A structure through which a professional follows a person.
public struct FollowingStructure: Sendable, Equatable {
    public let id: StructureID
    public let name: String
    /// What the person's mandate to it allows.
    public let acts: Set<MandateAct>
}

/// A page of what is shared with a professional, newest first.
public struct SharedListing: Sendable {
    /// Entries of a page.
    public static let size = DocumentListing.size

    public let entries: [Entry]
    /// The page that was asked for, or the nearest that exists; from 1.
    public let page: Int
    /// How many are shared, on all pages.
    public let total: Int

    /// How many pages there are, one at least.
    public var pageCount: Int { Self.pageCount(of: total) }

    static func pageCount(of total: Int) -> Int { max(1, (total + size - 1) / size) }

    /// One shared document.
    public enum Entry: Sendable, Equatable {
        case document(SharedDocument)
        /// It is sensitive, and its holder's explicit consent is not recorded, or ended with the share for which it was
        /// given: not even its title is told.
        case waiting(DocumentID, depositedAt: Moment, consentEnded: Bool)
        case damaged(DamagedDocument)
    }
}

/// A document as somebody sees it with whom it is shared.
public struct SharedDocument: Sendable, Equatable {
    public let summary: DocumentSummary
    public let holder: AccountID
    public let holderName: String
    public let isSensitive: Bool
    /// Whether the reader put it in and may still take it back (SHR-07).
    public let mayDelete: Bool
    /// Whether a mandate lets the reader save a copy.
    public let mayDownload: Bool
}
