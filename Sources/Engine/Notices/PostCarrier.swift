/// Hands messages over to a process of their own that has the network and no keys: one for each, behind a socket.
///
/// Server, password and gateway are that process's to read from the settings: nothing that happens to this one can
/// make it speak to anybody else.
struct PostCarrier: NoticeCarrier {
    let socket: String
    let channel: Notice.Channel
    /// What the settings give one message.
    let timeout: Duration

    func carry(_ message: RenderedNotice) -> CarriedNotice {
        guard let request = try? PostRequest(channel, message).encoded(), request.count <= PostProtocol.longestRequest
        else { return CarriedNotice(.refused, "the message is too long") }
        let stream: LocalStream
        do {
            stream = try begun()
            try stream.write(request, by: .now + PostProtocol.patience)
        } catch {
            // What it has, if anything, is not the whole of it.
            return CarriedNotice(.retry(.noPost), Self.words(error))
        }
        do {
            guard let carried = try answer(stream).carried else { throw LocalStream.Trouble.ended }
            return carried
        } catch {
            return CarriedNotice(.unknown, Self.words(error))
        }
    }

    func obstacle() -> String? {
        do {
            let stream = try begun()
            try stream.write(try PostRequest(channel, nil).encoded(), by: .now + PostProtocol.patience)
            let reply = try answer(stream)
            return reply.outcome == .ready ? nil : reply.said
        } catch {
            return Self.words(error)
        }
    }

    /// A connection on which the other side has said that it is there, and of which version.
    private func begun() throws -> LocalStream {
        let stream = try LocalStream.connected(to: socket)
        let greeting = try stream.read(exactly: PostProtocol.greeting.count, by: .now + PostProtocol.patience)
        guard greeting == PostProtocol.greeting else { throw LocalStream.Trouble.broken("it is of another version") }
        return stream
    }

    private func answer(_ stream: LocalStream) throws -> PostReply {
        try stream.endWriting()
        let end = ContinuousClock.now + timeout + PostProtocol.patience
        guard let reply = PostReply(decoding: try stream.readAll(limit: PostProtocol.longestReply, by: end)) else {
            throw LocalStream.Trouble.ended
        }
        return reply
    }

    private static func words(_ error: any Error) -> String {
        switch error as? LocalStream.Trouble {
        case .notConnected(let reason): "the post socket does not answer: \(reason)"
        case .tooLong: "the post process said too much"
        case .ended: "the post process ended without an answer"
        case .tooLate: "the post process did not answer in time"
        case .broken(let reason): "the connection to the post process broke: \(reason)"
        case nil: "\(type(of: error))"
        }
    }
}
