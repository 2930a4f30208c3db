/// What the supervision finds (AUT-05). The raw value is stored, and is the key of the words in the catalogues.
public enum AlertKind: String, Sendable, CaseIterable {
    /// One source tries many names: password spraying.
    case manyNames
    /// Many sources try one name.
    case manySources
    /// More failures in an hour than is usual here.
    case manyFailures
    /// So many failures on one account that it paused.
    case repeatedFailures
    /// Somebody got in from a network and a browser that the account never had.
    case unusualPlace
    /// The account of a professional or manager is open in two networks at once: accounts are never shared (ROL-10).
    case twoPlaces
}

extension AlertKind {
    /// Whether it is for the operator to act on; the others are told to the holder, who knows whether it was them.
    public var concernsOperator: Bool {
        switch self {
        case .manyNames, .manySources, .manyFailures, .twoPlaces: true
        case .repeatedFailures, .unusualPlace: false
        }
    }

    /// Whether the holder of the account is told.
    public var concernsHolder: Bool { noticeToHolder != nil }

    /// In English, for operators.
    public var sentence: String {
        switch self {
        case .manyNames: "one source tries many identifiers"
        case .manySources: "many sources try one identifier"
        case .manyFailures: "far more failed sign-ins in an hour than usual"
        case .repeatedFailures: "repeated failed sign-ins on one account"
        case .unusualPlace: "a sign-in from a new network and a new browser"
        case .twoPlaces: "an account of staff is open in two networks at once"
        }
    }

    /// What the holder is told, where the thing has one.
    var noticeToHolder: NoticePurpose? {
        switch self {
        case .manySources, .repeatedFailures: .signInAttempts
        case .unusualPlace: .unusualSignIn
        case .twoPlaces: .signedInTwice
        case .manyNames, .manyFailures: nil
        }
    }
}

/// Marks identifiers of alerts.
public enum AlertIDKind {}
public typealias AlertID = Identifier<AlertIDKind>

/// Something that the supervision found, and that is told once however often it goes on.
public struct SupervisionAlert: Sendable, Equatable {
    public let id: AlertID
    public let kind: AlertKind
    /// The account that it concerns, where there is one.
    public let account: AccountID?
    /// How often it was seen.
    public let count: Int
    public let firstAt: Moment
    public let lastAt: Moment
    public let acknowledgedAt: Moment?
    /// The network that it came from, where it came from one: `192.0.2.7`, `2001:db8::/64`.
    public let source: String?
}
