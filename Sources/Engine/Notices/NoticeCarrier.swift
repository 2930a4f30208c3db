/// Hands a message over to the world: a mail server, an SMS gateway. Blocks; called on the pool for post.
protocol NoticeCarrier: Sendable {
    /// Tries once.
    func carry(_ message: RenderedNotice) -> CarriedNotice
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

/// The carriers of the settings.
struct NoticeCarriers: Sendable {
    private let email: (any NoticeCarrier)?
    private let sms: (any NoticeCarrier)?

    init(_ settings: Settings) {
        email = settings.mail.server.isEmpty ? nil : Mailer(settings.mail)
        sms = switch settings.sms.gateway {
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
