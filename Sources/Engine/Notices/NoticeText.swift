/// The words of a message, made when it is sent.
public struct NoticeText: Sendable, Equatable {
    /// The subject of an e-mail; nothing for an SMS.
    public let subject: String
    /// Plain text.
    public let body: String

    /// A text.
    public init(subject: String, body: String) {
        self.subject = subject
        self.body = body
    }
}

/// Makes the words of messages. The daemon has the catalogues of languages; the engine has none.
public protocol NoticeRenderer: Sendable {
    /// The words of a message in its reader's language.
    func text(
        _ purpose: NoticePurpose, values: [NoticeValue: String], language: String, channel: Notice.Channel
    ) -> NoticeText

    /// The name of the service, as the sender of e-mails.
    var senderName: String { get }
}
