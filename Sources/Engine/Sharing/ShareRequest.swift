/// Marks identifiers of requests.
public enum ShareRequestKind {}
/// The identifier of a request.
public typealias ShareRequestID = Identifier<ShareRequestKind>

/// A professional asks for a document. They do not see what there is; the holder chooses (SHR-05).
public struct ShareRequest: Sendable, Equatable {
    /// Unanswered requests of one professional to one person at most.
    static let most = 5

    public let id: ShareRequestID
    /// Nil where the account is gone.
    public let professionalName: String?
    public let structureName: String
    /// In the professional's words.
    public let message: String
    public let askedAt: Moment
}
