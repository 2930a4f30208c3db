/// What the operator says about a person who gets a safe (ACC-04: nothing more is kept).
public struct NewBeneficiary: Sendable {
    public var loginName: String
    public var firstName: String
    public var lastName: String
    /// `YYYY-MM-DD`.
    public var birthDate: String?
    public var phone: String?
    public var email: String?
    /// Code of the language the person reads.
    public var language: String
    /// The structure that looks after the person.
    public var structure: StructureID?
    public var password: InitialPassword

    /// A person; everything that can be left out is.
    public init(
        loginName: String, firstName: String, lastName: String, password: InitialPassword = .generated
    ) {
        self.loginName = loginName
        self.firstName = firstName
        self.lastName = lastName
        self.language = "fr"
        self.password = password
    }
}

/// How a new account gets its first password.
public enum InitialPassword: Sendable {
    /// One is made, told once, and must be changed at the first sign-in.
    case generated
    /// This one, which must be changed at the first sign-in: somebody else knows it.
    case temporary(SecretText)
    /// This one, which the person typed.
    case chosen(SecretText)
    /// The person chooses it when accepting an invitation; until then nobody signs in.
    case later
}

/// An account that was just made.
public struct NewAccount: Sendable {
    public let id: AccountID
    public let safe: SafeID
    /// The identifier in the form in which it was taken.
    public let loginName: String
    /// The password that was generated; nil where one was given.
    public let temporaryPassword: SecretText?
    /// The recovery card that was made with the account, to be shown once; nil where none was wanted.
    public internal(set) var recoveryCard: RecoveryCardSheet?
}
