/// A message to one person by one channel, as it is handed to the outbox. Its words are made when it is sent, from its
/// purpose, its values and its language.
public struct Notice: Sendable {
    /// How it travels.
    public enum Channel: String, Sendable, CaseIterable, Codable {
        case email, sms
    }

    public let purpose: NoticePurpose
    public let channel: Channel
    /// An e-mail address, or a number in international form: `+33…`.
    public let recipient: String
    /// The language code of the reader.
    public let language: String
    public let values: [NoticeValue: String]
    /// The account that it concerns; it is told in that account's journal, and goes with the account.
    public let account: AccountID?
    /// After this time it is not sent any more.
    public let lifetime: Duration

    /// A message. `lifetime` is that of the purpose where it is not given: five minutes for a code.
    public init(
        _ purpose: NoticePurpose, by channel: Channel, to recipient: String, language: String,
        values: [NoticeValue: String] = [:], account: AccountID? = nil, lifetime: Duration? = nil
    ) {
        self.purpose = purpose
        self.channel = channel
        self.recipient = recipient
        self.language = language
        self.values = values
        self.account = account
        self.lifetime = lifetime ?? purpose.lifetime
    }
}

/// Marks identifiers of messages.
public enum NoticeKind {}
public typealias NoticeID = Identifier<NoticeKind>

/// The ways out that this service has.
public struct NoticeChannels: Sendable, Equatable {
    public let canSendEmail: Bool
    public let canSendSMS: Bool

    init(_ settings: Settings) {
        canSendEmail = !settings.mail.server.isEmpty
        canSendSMS = settings.sms.gateway != "off"
    }

    /// Whether messages can be sent by `channel`.
    public func offers(_ channel: Notice.Channel) -> Bool {
        switch channel {
        case .email: canSendEmail
        case .sms: canSendSMS
        }
    }
}
