import FoundationEssentials

/// `POST /v1/structures`.
public struct NewStructureRequest: Codable, Sendable, Equatable {
    /// The name as people know it.
    public var name: String
    /// The first day of its convention, `YYYY-MM-DD`; today where it is missing.
    public var from: String?
    /// The last day of its convention; without one it has no end.
    public var until: String?
    /// The id of the structure on whose convention it hangs.
    public var partnerOf: String?
    /// How people reach it.
    public var contact: String?
    /// Who answers about personal data.
    public var privacyContact: String?

    /// A request.
    public init(name: String) { self.name = name }
}

/// A structure: an organisation whose staff accompany people.
public struct StructureReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    public let name: String
    /// `active` or `ended`.
    public let state: String

    /// A report.
    public init(id: String, name: String, state: String = "active") {
        self.id = id
        self.name = name
        self.state = state
    }
}

/// The answer of `GET /v1/structures`.
public struct StructureList: Codable, Sendable, Equatable {
    public let structures: [StructureReport]

    /// A list.
    public init(structures: [StructureReport]) { self.structures = structures }
}

/// The answer of `GET /v1/structures/{id}`.
public struct StructureDetailsReport: Codable, Sendable, Equatable {
    /// A convention of the structure.
    public struct Convention: Codable, Sendable, Equatable {
        public let id: String
        /// The convention on which it hangs.
        public let parent: String?
        public let beginsAt: Date
        /// When it ends by itself; missing for never.
        public let endsAt: Date?
        /// When it was ended.
        public let endedAt: Date?

        /// A convention.
        public init(id: String, parent: String?, beginsAt: Date, endsAt: Date?, endedAt: Date?) {
            self.id = id
            self.parent = parent
            self.beginsAt = beginsAt
            self.endsAt = endsAt
            self.endedAt = endedAt
        }
    }

    public let structure: StructureReport
    public var contact: String?
    public var privacyContact: String?
    public var conventions: [Convention] = []
    /// Ids of the structures whose convention hangs on this one's.
    public var partners: [String] = []
    public var professionals = 0
    public var managers = 0
    /// People whom it follows.
    public var affiliated = 0

    /// A report with nothing but its head.
    public init(structure: StructureReport) { self.structure = structure }
}

/// What the end of a structure does, or did.
public struct StructureEndReport: Codable, Sendable, Equatable {
    /// One structure that ends: the one that was named, or a partner.
    public struct Part: Codable, Sendable, Equatable {
        public let id: String
        public let name: String
        public let isPartner: Bool
        /// Habilitations that end.
        public let professionals: Int
        public let managers: Int
        /// People whom it follows no more. They keep their safes and sign in as before.
        public let affiliated: Int

        /// A part.
        public init(
            id: String, name: String, isPartner: Bool, professionals: Int, managers: Int, affiliated: Int
        ) {
            self.id = id
            self.name = name
            self.isPartner = isPartner
            self.professionals = professionals
            self.managers = managers
            self.affiliated = affiliated
        }
    }

    public let parts: [Part]
    /// Accounts of staff that are disabled, since nothing else is left to them.
    public let disabledAccounts: Int
    /// Sessions that end.
    public let sessions: Int
    /// How long it took; only once it is done.
    public var seconds: Double?

    /// A report.
    public init(parts: [Part], disabledAccounts: Int, sessions: Int, seconds: Double? = nil) {
        self.parts = parts
        self.disabledAccounts = disabledAccounts
        self.sessions = sessions
        self.seconds = seconds
    }
}
