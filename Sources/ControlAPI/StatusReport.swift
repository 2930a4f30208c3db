import FoundationEssentials

/// The answer of `GET /v1/status`: the whole picture in one screen. A part is missing where the daemon cannot know
/// it, for instance while the store is locked.
public struct StatusReport: Codable, Sendable, Equatable {
    public var version: String
    public var health: Health
    public var store: StoreState
    /// Why the store is locked, as sentence and hint.
    public var lockedBecause: ErrorReport?
    public var host: String
    /// Where people reach the service: `https://vault.example.org`.
    public var address: String?
    public var now: Date
    public var startedAt: Date
    public var documents: Documents?
    public var keys: Keys?
    public var scanner: Scanner?
    public var backup: Backup?
    public var purge: Purge?
    public var setAside: SetAside?
    public var certificate: Certificate?
    public var disk: Disk?
    public var notices: Notices?
    public var operations: [OperationReport] = []
    public var alerts: [Alert] = []

    /// A status with what is always there.
    public init(version: String, health: Health, store: StoreState, host: String, now: Date, startedAt: Date) {
        self.version = version
        self.health = health
        self.store = store
        self.host = host
        self.now = now
        self.startedAt = startedAt
    }

    /// The verdict in one word.
    public struct Health: RawRepresentable, Codable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public static let healthy = Health(rawValue: "healthy")
        public static let degraded = Health(rawValue: "degraded")
        public static let critical = Health(rawValue: "critical")

        /// What `vaultctl status` ends with; a word that this version does not know is unknown.
        public var exit: StatusExitCode {
            switch self {
            case .healthy: .healthy
            case .degraded: .degraded
            case .critical: .critical
            default: .unknown
            }
        }
    }

    /// Whether the store can be worked on.
    public struct StoreState: RawRepresentable, Codable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public static let opening = StoreState(rawValue: "opening")
        public static let open = StoreState(rawValue: "open")
        public static let readOnly = StoreState(rawValue: "read-only")
        public static let locked = StoreState(rawValue: "locked")
        public static let stopping = StoreState(rawValue: "stopping")
    }

    /// Something that somebody should look at.
    public struct Alert: Codable, Sendable, Equatable {
        /// `degraded` or `critical`.
        public let level: Health
        /// What is the matter.
        public let message: String
        /// What to type, where there is something to type.
        public let hint: String?

        /// An alert.
        public init(_ level: Health, _ message: String, hint: String? = nil) {
            self.level = level
            self.message = message
            self.hint = hint
        }
    }
}
