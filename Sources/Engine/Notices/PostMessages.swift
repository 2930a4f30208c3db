import Foundation

/// What the process that holds the keys and the one that has the network say to each other, over a connection for
/// each message:
///
/// 1. The one with the network writes `greeting`. Before that nothing can have been sent, whatever happens.
/// 2. The one with the keys writes a `PostRequest` and ends its direction. What breaks off is no JSON, and not sent.
/// 3. The one with the network tries once, writes a `PostReply`, and ends.
enum PostProtocol {
    /// Names the version: after an upgrade an old and a new one may meet.
    static let greeting = Array("vaultd-post 1\n".utf8)
    /// More than this is no message.
    static let longestRequest = 64 << 10
    static let longestReply = 4 << 10
    /// How long each side waits for what the other one has at hand.
    static let patience = Duration.seconds(10)
}

/// One message to be sent; or, without one, the question whether it could be.
struct PostRequest: Codable, Sendable {
    let channel: Notice.Channel
    let letter: Letter?

    struct Letter: Codable, Sendable {
        let id: String
        let recipient: String
        let subject: String
        let body: String
        let senderName: String
        let writtenAt: Moment
    }

    init(_ channel: Notice.Channel, _ message: RenderedNotice?) {
        self.channel = channel
        letter = message.map { message in
            Letter(
                id: message.id.text, recipient: message.recipient, subject: message.text.subject,
                body: message.text.body, senderName: message.senderName, writtenAt: message.writtenAt)
        }
    }

    /// What travels.
    func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// What arrived; nil for anything else.
    init?(decoding bytes: [UInt8]) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = request
    }
}

extension PostRequest.Letter {
    /// The message, checked as if nobody had checked it before; nil where it is none.
    func message(by channel: Notice.Channel) -> RenderedNotice? {
        guard let id = NoticeID(id), let recipient = try? Recipient(recipient, channel: channel),
            subject.utf8.count <= 1000, senderName.utf8.count <= 1000, !body.utf8.contains(0)
        else { return nil }
        return RenderedNotice(
            id: id, recipient: recipient.text, text: NoticeText(subject: subject, body: body), senderName: senderName,
            writtenAt: writtenAt)
    }
}

/// What came of a request.
struct PostReply: Codable, Sendable, Equatable {
    enum Outcome: String, Codable, Sendable {
        case sent, refused, unknown, retry
        /// To the question whether it could be sent: yes.
        case ready
    }

    let outcome: Outcome
    /// Why to try again.
    let failure: String?
    let cause: String

    init(_ outcome: Outcome, _ cause: String, failure: DeliveryFailure? = nil) {
        self.outcome = outcome
        self.cause = cause
        self.failure = failure?.rawValue
    }

    init(_ carried: CarriedNotice) {
        switch carried.outcome {
        case .sent: self.init(.sent, carried.cause)
        case .refused: self.init(.refused, carried.cause)
        case .unknown: self.init(.unknown, carried.cause)
        case .retry(let failure): self.init(.retry, carried.cause, failure: failure)
        }
    }

    /// What came of a try; nil where the reply makes no sense as one.
    var carried: CarriedNotice? {
        switch outcome {
        case .sent: CarriedNotice(.sent, said)
        case .refused: CarriedNotice(.refused, said)
        case .unknown: CarriedNotice(.unknown, said)
        case .retry: failure.flatMap(DeliveryFailure.init(rawValue:)).map { CarriedNotice(.retry($0), said) }
        case .ready: nil
        }
    }

    /// The cause as it may stand in a log.
    var said: String { String(decoding: cause.utf8.prefix(200).filter { (0x20...0x7E).contains($0) }, as: UTF8.self) }

    /// What travels.
    func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// What arrived; nil for anything else.
    init?(decoding bytes: [UInt8]) {
        guard let reply = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = reply
    }
}
