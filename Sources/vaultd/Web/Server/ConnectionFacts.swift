import Hummingbird
import NIOCore

/// What a route may want to know of the connection that a request came by.
struct ConnectionFacts: Sendable, Equatable {
    /// The HTTP versions that are spoken here.
    enum HTTPVersion: String, Sendable {
        case http1 = "HTTP/1.1"
        case http2 = "HTTP/2"
    }

    /// The peer's address, `192.0.2.7` or `2001:db8::7`; empty where there is none.
    let remoteAddress: String
    /// The protocol of the request.
    let httpVersion: HTTPVersion

    /// Reads the facts off the channel that a request context is made with.
    init(channel: any Channel) {
        self.remoteAddress = PeerAddress(channel.remoteAddress).text
        // An HTTP/2 stream is the child of a connection, which is the child of the listening socket; an
        // HTTP/1.1 connection has the listening socket for a parent and nothing above it.
        self.httpVersion = channel.parent?.parent == nil ? .http1 : .http2
    }
}

extension ApplicationRequestContextSource {
    /// Facts about the connection, for `RequestContext.init(source:)`.
    var connection: ConnectionFacts { ConnectionFacts(channel: channel) }
}
