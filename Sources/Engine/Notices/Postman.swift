/// The other end of `PostCarrier`: sends one message, in a process that has the network and neither store nor keys.
///
/// It believes nothing of what it is asked: the message is checked anew, and where it goes is in the settings, which
/// whoever asks cannot write.
public struct Postman: Sendable {
    private let settings: @Sendable () throws -> Settings

    /// One that goes by these settings, which are read when there is something to be sent.
    public init(settings: @escaping @Sendable () throws -> Settings) { self.settings = settings }

    /// Answers the one request of a connected socket, which it closes. Blocks, no longer than the timeout of the
    /// settings and what `PostProtocol` adds to it.
    ///
    /// - Returns: why nothing was answered, for the log; nil where it was.
    public func serve(_ descriptor: Int32) -> String? {
        let stream = LocalStream(OwnedDescriptor(descriptor))
        do {
            try stream.write(PostProtocol.greeting, by: .now + PostProtocol.patience)
            let reply = try answer(stream)
            try stream.write(reply.encoded(), by: .now + PostProtocol.patience)
            return nil
        } catch {
            return "no answer was given: \(error)"
        }
    }

    private func answer(_ stream: LocalStream) throws -> PostReply {
        let bytes: [UInt8]
        do {
            bytes = try stream.readAll(limit: PostProtocol.longestRequest, by: .now + PostProtocol.patience)
        } catch LocalStream.Trouble.tooLong {
            return PostReply(.refused, "the request is too long")
        }
        guard let request = PostRequest(decoding: bytes) else { return PostReply(.refused, "the request cannot be read") }
        return answer(request)
    }

    private func answer(_ request: PostRequest) -> PostReply {
        let carriers: NoticeCarriers
        do {
            carriers = NoticeCarriers(try settings(), post: nil)
        } catch {
            return PostReply(.retry, "the settings cannot be used", failure: .misconfigured)
        }
        guard let carrier = carriers.carrier(of: request.channel) else {
            return PostReply(.retry, "the channel is off in the settings", failure: .switchedOff)
        }
        guard let letter = request.letter else {
            return carrier.obstacle().map { PostReply(.retry, $0, failure: .misconfigured) } ?? PostReply(.ready, "")
        }
        guard let message = letter.message(by: request.channel) else {
            return PostReply(.refused, "the request is no message")
        }
        return PostReply(carrier.carry(message))
    }
}

/// The question whether messages could leave through a post socket.
public enum PostInquiry {
    /// Each channel of the settings, with what stands in its way. Blocks; to be asked by whoever may use the socket.
    public static func ask(_ socket: String, _ settings: Settings) -> [(channel: Notice.Channel, obstacle: String?)] {
        let carriers = NoticeCarriers(settings, post: socket)
        return Notice.Channel.allCases.compactMap { channel in
            carriers.carrier(of: channel).map { (channel, $0.obstacle()) }
        }
    }
}
