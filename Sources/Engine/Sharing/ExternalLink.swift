/// Marks identifiers of links.
public enum ExternalLinkKind {}
/// The identifier of a link.
public typealias ExternalLinkID = Identifier<ExternalLinkKind>

/// One document for a third party without an account (SHR-11): link and code, a number of openings, until a day.
public struct ExternalLink: Sendable, Equatable {
    /// Openings that a holder can allow at most.
    public static let mostOpenings = 10
    /// Days that a link can live at most.
    public static let mostDays = 30
    /// Wrong codes after which a link is dead: of a hundred million codes, one in twenty million is found so.
    static let mostWrongCodes = 5
    /// Digits of a code.
    static let codeDigits = 8
    /// Random bytes of a token.
    static let tokenSize = 32

    public let id: ExternalLinkID
    public let document: DocumentID
    /// For whom, in the holder's words.
    public let thirdParty: String
    public let createdAt: Moment
    public let until: Moment
    public let openings: Int
    public let openingsLeft: Int
    public let state: State

    /// What has become of it.
    public enum State: String, Sendable, CaseIterable {
        case open, usedUp, expired, revoked
        /// Too many wrong codes.
        case dead
    }
}

/// What the holder says when making a link.
public struct LinkOrder: Sendable {
    public let thirdParty: String
    /// From 1 to `ExternalLink.mostDays`.
    public let days: Int
    /// From 1 to `ExternalLink.mostOpenings`.
    public let openings: Int

    /// An order.
    public init(thirdParty: String, days: Int, openings: Int) {
        self.thirdParty = thirdParty
        self.days = days
        self.openings = openings
    }
}

/// A link that was just made. Token and code are told here and never again.
public struct NewLink: Sendable {
    public let link: ExternalLink
    /// For the address `/link/<token>`.
    public let token: SecretText
    /// Eight digits, to be told by another way than the link.
    public let code: SecretText
}
