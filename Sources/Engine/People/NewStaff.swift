/// What is said about a new professional or manager (ACC-04: nothing more is kept).
public struct NewStaff: Sendable {
    public var loginName: String
    public var firstName: String
    public var lastName: String
    public var jobTitle: String?
    public var email: String?
    public var phone: String?
    /// Code of the language the person reads.
    public var language: String
    public var password: InitialPassword
    /// The last day on which they act for the structure (ROL-09); nil for as long as its convention runs.
    public var lastDay: CalendarDay?

    /// A person; everything that can be left out is.
    public init(loginName: String, firstName: String, lastName: String, password: InitialPassword = .generated) {
        self.loginName = loginName
        self.firstName = firstName
        self.lastName = lastName
        self.language = "fr"
        self.password = password
    }
}

/// An account of staff that was just made, with its first habilitation.
public struct NewStaffAccount: Sendable {
    public let id: AccountID
    public let habilitation: HabilitationID
    /// The identifier in the form in which it was taken.
    public let loginName: String
    /// The password that was generated; nil where one was given.
    public let temporaryPassword: SecretText?
}
