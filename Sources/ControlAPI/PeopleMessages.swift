/// `POST /v1/beneficiaries`.
public struct NewBeneficiaryRequest: Codable, Sendable, Equatable {
    /// What the person signs in with.
    public var loginName: String
    public var firstName: String
    public var lastName: String
    /// `YYYY-MM-DD`.
    public var birthDate: String?
    public var phone: String?
    public var email: String?
    /// A language code; the service's default where it is missing.
    public var language: String?
    /// The id of the structure that opened the account.
    public var structure: String?
    /// The first password; where it is missing, the daemon makes one and answers it once.
    public var password: String?

    /// A request with what must be there.
    public init(loginName: String, firstName: String, lastName: String) {
        self.loginName = loginName
        self.firstName = firstName
        self.lastName = lastName
    }
}

/// The answer to a new account.
public struct NewAccountReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    public let loginName: String
    /// The password that the daemon made: here and nowhere else, only this once. Missing where one was given.
    public let temporaryPassword: String?

    /// A report.
    public init(id: String, loginName: String, temporaryPassword: String?) {
        self.id = id
        self.loginName = loginName
        self.temporaryPassword = temporaryPassword
    }
}

/// `POST /v1/managers`: the account of somebody who runs the professionals of a structure.
public struct NewManagerRequest: Codable, Sendable, Equatable {
    /// The id of the structure.
    public var structure: String
    /// What the person signs in with.
    public var loginName: String
    public var firstName: String
    public var lastName: String
    public var jobTitle: String?
    public var email: String?
    public var phone: String?
    /// A language code; the service's default where it is missing.
    public var language: String?
    /// The first password; where it is missing, the daemon makes one and answers it once.
    public var password: String?

    /// A request with what must be there.
    public init(structure: String, loginName: String, firstName: String, lastName: String) {
        self.structure = structure
        self.loginName = loginName
        self.firstName = firstName
        self.lastName = lastName
    }
}

/// `POST /v1/habilitations`: an account of staff may act for one more structure.
public struct NewHabilitationRequest: Codable, Sendable, Equatable {
    public let loginName: String
    /// The id of the structure.
    public let structure: String
    /// Who asked for it and why; it is kept in the journal.
    public let reason: String

    /// A request.
    public init(loginName: String, structure: String, reason: String) {
        self.loginName = loginName
        self.structure = structure
        self.reason = reason
    }
}

/// The answer to a new habilitation.
public struct HabilitationReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    /// Whether nobody has come into the account yet: it opens by its invitation.
    public let waitsForInvitation: Bool

    /// A report.
    public init(id: String, waitsForInvitation: Bool) {
        self.id = id
        self.waitsForInvitation = waitsForInvitation
    }
}

/// `POST /v1/removals`: an account of staff acts for a structure no more.
public struct RemovalRequest: Codable, Sendable, Equatable {
    /// The login name, or the id of the account.
    public let account: String
    /// The id of the structure.
    public let structure: String
    /// Who asked for it and why; it is kept in the journal.
    public let reason: String

    /// A request.
    public init(account: String, structure: String, reason: String) {
        self.account = account
        self.structure = structure
        self.reason = reason
    }
}

/// The answer of `POST /v1/removals`.
public struct RemovalReport: Codable, Sendable, Equatable {
    /// The habilitation that ended: 32 hexadecimal digits.
    public let id: String
    /// Whether the account had no other structure and is disabled.
    public let isDisabled: Bool
    /// How many sessions ended.
    public let sessions: Int

    /// A report.
    public init(id: String, isDisabled: Bool, sessions: Int) {
        self.id = id
        self.isDisabled = isDisabled
        self.sessions = sessions
    }
}

/// `POST /v1/suspensions`.
public struct SuspensionRequest: Codable, Sendable, Equatable {
    /// The login name, or the id of the account.
    public let account: String
    /// Why; it is kept in the journal.
    public let reason: String
    /// The last day, `YYYY-MM-DD`; missing until it is enabled again.
    public let until: String?

    /// A request.
    public init(account: String, reason: String, until: String?) {
        self.account = account
        self.reason = reason
        self.until = until
    }
}

/// `POST /v1/resumptions`: the end of a suspension.
public struct ResumptionRequest: Codable, Sendable, Equatable {
    /// The login name, or the id of the account.
    public let account: String
    /// Who asked for it and why; it is kept in the journal.
    public let reason: String

    /// A request.
    public init(account: String, reason: String) {
        self.account = account
        self.reason = reason
    }
}

/// `POST /v1/factor-resets`: the lost second factors of a professional or manager go.
public struct FactorResetRequest: Codable, Sendable, Equatable {
    /// The login name, or the id of the account.
    public let account: String

    /// A request.
    public init(account: String) { self.account = account }
}

/// The answer of `POST /v1/factor-resets`.
public struct FactorResetReport: Codable, Sendable, Equatable {
    /// How many second factors went; with 0 nothing was changed.
    public let count: Int

    /// A report.
    public init(count: Int) { self.count = count }
}

/// Done, and nothing to say about it.
public struct DoneReport: Codable, Sendable, Equatable {
    public var done = true

    /// A report.
    public init() {}
}
