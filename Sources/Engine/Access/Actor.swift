/// Who does something. Every operation takes one, and the journal records it.
public enum Actor: Sendable, Equatable {
    /// Nobody known: a request without a session.
    case stranger(RequestSource)
    /// A person with a valid session.
    case person(SignedInPerson)
    /// A member of the operating staff on the control socket, as the kernel names it.
    case `operator`(OperatorIdentity)
    /// The daemon's own schedule.
    case schedule
}

/// Where a request came from.
public struct RequestSource: Sendable, Equatable {
    /// The network address without its port. Personal data: only ever stored sealed.
    public let address: String
    /// What sort of browser it was, where it said so and it matters. Only ever stored sealed.
    public let browser: BrowserKind?

    /// A source.
    public init(address: String, browser: BrowserKind? = nil) {
        self.address = address
        self.browser = browser
    }
}

/// A person whose session was checked for this very request.
public struct SignedInPerson: Sendable, Equatable {
    public let account: AccountID
    public let role: Role
    /// The language of the account.
    public let language: String
    /// The safe, for roles that own one.
    public let safe: SafeID?
    public let session: SessionReference
    public let source: RequestSource

    /// Made by the session check only.
    init(account: AccountID, role: Role, language: String, safe: SafeID?, session: SessionReference, source: RequestSource) {
        self.account = account
        self.role = role
        self.language = language
        self.safe = safe
        self.session = session
        self.source = source
    }
}

/// Names a session without being able to use it: the digest of its token.
public struct SessionReference: Sendable, Hashable {
    let digest: [UInt8]
}

/// A web role (ROL-01). The operator is no role: they have no account.
public enum Role: String, Sendable, CaseIterable, Codable {
    case beneficiary, professional, manager
}

/// The peer of the control socket.
public struct OperatorIdentity: Sendable, Equatable {
    /// User id, as the kernel says (`SO_PEERCRED`).
    public let user: UInt32
    /// Group id, as the kernel says.
    public let group: UInt32
    /// Process id, as the kernel says.
    public let process: Int32
    /// What the client claims (`SUDO_USER`); a claim, not a fact.
    public let claimed: String?

    /// An identity.
    public init(user: UInt32, group: UInt32, process: Int32, claimed: String?) {
        self.user = user
        self.group = group
        self.process = process
        self.claimed = claimed
    }
}
