import FoundationEssentials

/// A message on its way out, without a word about to whom and what.
public struct NoticeReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    /// `email` or `sms`.
    public let channel: String
    /// `signInCode`, `securityChanged` and so on; `unknown` for a sort that the daemon does not know, written by another
    /// version of it.
    public let purpose: String
    /// `waiting`, `sending`, `sent`, `failed` or `expired`.
    public let state: String
    /// Why the last try failed, in one word.
    public let failure: String?
    public let attempts: Int
    public let createdAt: Date
    /// When it is tried next; missing once it is done.
    public let nextAt: Date?
    public let doneAt: Date?

    /// The purpose of a message whose sort the daemon does not know.
    public static let unknownPurpose = "unknown"

    /// A report.
    public init(
        id: String, channel: String, purpose: String, state: String, failure: String?, attempts: Int, createdAt: Date,
        nextAt: Date?, doneAt: Date?
    ) {
        self.id = id
        self.channel = channel
        self.purpose = purpose
        self.state = state
        self.failure = failure
        self.attempts = attempts
        self.createdAt = createdAt
        self.nextAt = nextAt
        self.doneAt = doneAt
    }
}

/// The answer of `GET /v1/notices`, newest first.
public struct NoticeList: Codable, Sendable, Equatable {
    public let notices: [NoticeReport]

    /// A list.
    public init(notices: [NoticeReport]) { self.notices = notices }
}

/// `POST /v1/notices`: a message for trial.
public struct TestNoticeRequest: Codable, Sendable, Equatable {
    /// `email` or `sms`.
    public let channel: String
    /// An address, or a number such as `+33611223344`.
    public let recipient: String
    /// A language code; the service's default where it is missing.
    public var language: String?

    /// A request.
    public init(channel: String, recipient: String, language: String? = nil) {
        self.channel = channel
        self.recipient = recipient
        self.language = language
    }
}

/// Something that the supervision of sign-ins found.
public struct AlertReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    /// `manyNames`, `manySources`, `manyFailures`, `repeatedFailures`, `unusualPlace` or `twoPlaces`.
    public let kind: String
    /// The same as an English sentence.
    public let message: String
    /// How often it was seen.
    public let count: Int
    public let firstAt: Date
    public let lastAt: Date
    /// The network that it came from, where it came from one.
    public let source: String?
    /// The account that it concerns, where there is one.
    public let account: String?
    public let acknowledgedAt: Date?

    /// A report.
    public init(
        id: String, kind: String, message: String, count: Int, firstAt: Date, lastAt: Date, source: String?,
        account: String?, acknowledgedAt: Date?
    ) {
        self.id = id
        self.kind = kind
        self.message = message
        self.count = count
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.source = source
        self.account = account
        self.acknowledgedAt = acknowledgedAt
    }
}

/// The answer of `GET /v1/alerts`, newest first.
public struct AlertList: Codable, Sendable, Equatable {
    public let alerts: [AlertReport]

    /// A list.
    public init(alerts: [AlertReport]) { self.alerts = alerts }
}

extension StatusReport {
    /// Messages on their way out.
    public struct Notices: Codable, Sendable, Equatable {
        /// The channels that are switched on: `email`, `sms`.
        public var channels: [String]
        public var waiting: Int
        public var oldestWaitingAt: Date?
        /// Of the last day.
        public var sent: Int
        /// Given up or expired in the last day.
        public var failed: Int
        /// Alerts of the supervision that nobody has acknowledged.
        public var openAlerts: Int

        /// The counts.
        public init(channels: [String], waiting: Int, oldestWaitingAt: Date?, sent: Int, failed: Int, openAlerts: Int) {
            self.channels = channels
            self.waiting = waiting
            self.oldestWaitingAt = oldestWaitingAt
            self.sent = sent
            self.failed = failed
            self.openAlerts = openAlerts
        }
    }
}
