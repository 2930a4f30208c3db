/// Hands a message over to the world: a mail server, an SMS gateway. Blocks; called on the pool for post.
protocol NoticeCarrier: Sendable {
    /// Tries once.
    func carry(_ message: RenderedNotice) -> CarriedNotice

    /// What would stand in the way of any message, as far as it can be seen without sending one; nil for nothing.
    func obstacle() -> String?
}

/// A message with its words.
struct RenderedNotice: Sendable {
    let id: NoticeID
    /// A checked `Recipient`.
    let recipient: String
    let text: NoticeText
    let senderName: String
    let writtenAt: Moment
}

/// What came of a try, and a word about it for the log that holds nothing of the message.
struct CarriedNotice: Sendable {
    let outcome: DeliveryOutcome
    let cause: String

    init(_ outcome: DeliveryOutcome, _ cause: String) {
        self.outcome = outcome
        self.cause = cause
    }
}

/// The carriers of the settings: in this process, or behind a post socket.
struct NoticeCarriers: Sendable {
    private let email: (any NoticeCarrier)?
    private let sms: (any NoticeCarrier)?

    /// - Parameter post: the socket of the processes that send; nil: this one does.
    init(_ settings: Settings, post: String?) {
        if let post {
            email =
                settings.mail.server.isEmpty
                ? nil : PostCarrier(socket: post, channel: .email, timeout: settings.mail.timeout)
            sms =
                settings.sms.gateway == "off"
                ? nil : PostCarrier(socket: post, channel: .sms, timeout: settings.sms.timeout)
            return
        }
        email = settings.mail.server.isEmpty ? nil : Mailer(settings.mail)
        sms =
            switch settings.sms.gateway {
            case "http": HTTPGateway(settings.sms)
            case "command": CommandGateway(settings.sms)
            case "spool": SpoolGateway(settings.sms)
            default: nil
            }
    }

    func carrier(of channel: Notice.Channel) -> (any NoticeCarrier)? {
        switch channel {
        case .email: email
        case .sms: sms
        }
    }
}
