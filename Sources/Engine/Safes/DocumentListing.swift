/// A page of the documents of a safe, newest first.
public struct DocumentListing: Sendable {
    /// Entries of a page: it stays under 60 KB on the wire, which takes seconds even on a bad network.
    public static let size = 30

    public let entries: [Entry]
    /// The page that was asked for, or the nearest that exists; from 1.
    public let page: Int
    /// Documents on all pages.
    public let total: Int

    /// How many pages there are, one at least.
    public var pageCount: Int { Self.pageCount(of: total) }

    /// One document, as far as it can be read.
    public enum Entry: Sendable, Equatable {
        case document(DocumentSummary)
        /// Its entry in the catalog is damaged. The others are listed all the same.
        case damaged(DamagedDocument)
    }

    static func pageCount(of total: Int) -> Int { max(1, (total + size - 1) / size) }
}

/// What is left to say of a document whose entry in the catalog cannot be read.
public struct DamagedDocument: Sendable, Equatable {
    public let id: DocumentID
    /// Bytes.
    public let size: Int
    public let depositedAt: Moment
    /// What is wrong.
    public let code: FailureCode
}
