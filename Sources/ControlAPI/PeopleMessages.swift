/// `POST /v1/structures`.
public struct NewStructureRequest: Codable, Sendable, Equatable {
    /// The name as people know it.
    public let name: String

    /// A request.
    public init(name: String) { self.name = name }
}

/// A structure: an organisation whose staff accompany people.
public struct StructureReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    public let name: String

    /// A report.
    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// The answer of `GET /v1/structures`.
public struct StructureList: Codable, Sendable, Equatable {
    public let structures: [StructureReport]

    /// A list.
    public init(structures: [StructureReport]) { self.structures = structures }
}

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
