/// What somebody sends to sign in.
public struct SignInRequest: Sendable {
    public var loginName: String
    public var password: SecretText
    public var mode: SessionMode
    public var source: RequestSource
    /// The token by which the browser is known from earlier, where it has one.
    public var device: String?

    /// A request from a browser that is not known.
    public init(
        loginName: String, password: SecretText, mode: SessionMode = .ordinary, source: RequestSource
    ) {
        self.loginName = loginName
        self.password = password
        self.mode = mode
        self.source = source
    }
}

/// What a right password leads to.
public enum SignInOutcome: Sendable {
    /// The session is open.
    case opened(OpenedSession)
    /// A second factor is needed. The token is for a cookie of its own; it is good for the second step alone.
    case needsSecondFactor(token: SecretText)
}

/// A session that was just opened.
public struct OpenedSession: Sendable {
    /// For the cookie; told here and never again.
    public let token: SecretText
    public let session: ActiveSession
    /// For the cookie by which the browser is known next time; nil on a computer that others use too.
    public let device: SecretText?
    /// Whether the account was disabled since nobody used it, and is open again by this (ACC-12).
    public let isReopened: Bool
}
