import ControlAPI
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The pipeline of one control connection: HTTP/1.1 with the same deadlines as on the web, and the kernel's word on
/// the peer, read before the first request.
struct ControlChannel: Sendable {
    typealias Parts = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// One connection, accepted.
    struct Connection: Sendable {
        let parts: Parts
        let peer: PeerIdentity
        /// Over the limit: it gets an answer that says so, and nothing else.
        let isRefused: Bool
    }

    let limits: ConnectionLimits
    let counters: ListenerCounters

    /// Sets an accepted connection up.
    func setup(_ channel: any Channel, isRefused: Bool) -> EventLoopFuture<Connection> {
        PeerIdentity.read(from: channel).flatMapThrowing { peer in
            Connection(parts: try pipeline(channel, isRefused ? refusedLimits : limits), peer: peer, isRefused: isRefused)
        }
    }

    /// What a connection over the limit has for its request: enough for a tool, little for one that only holds on.
    private var refusedLimits: ConnectionLimits {
        var limits = limits
        limits.idle = .seconds(2)
        limits.header = .seconds(2)
        limits.bodyWindow = .seconds(2)
        return limits
    }

    private func pipeline(_ channel: any Channel, _ limits: ConnectionLimits) throws -> Parts {
        let conduct = RequestConduct(.http1, limits: limits, counters: counters)
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headerBytes
        decoding.maxHeaderListSize = limits.headerBytes
        decoding.maxHeaderFieldCount = limits.headerFields
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HeaderBytesTap(reportingTo: conduct))
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: false,
            withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding
        )
        try pipeline.addHandler(HTTP1Rules())
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(conduct)
        return try Parts(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }
}

/// Serves one connection: Hummingbird's loop over its requests, with the peer of this connection in each context.
struct ControlConnection: HTTPChannelHandler {
    let responder: Responder

    /// A handler that answers by `routes` for `peer`.
    init<Routes: HTTPResponder>(_ routes: Routes, peer: PeerIdentity, date: HTTPDate, logger: Logger)
    where Routes.Context == ControlContext {
        responder = { request, writer, channel in
            let source = ControlContextSource(logger: logger, peer: peer, connectionClosed: channel.closeFuture)
            var response = try await routes.respond(to: request, context: ControlContext(source: source))
            response.headers[.date] = date.text
            try await writer.write(response: response.head, body: response.body)
        }
    }

    // The listener of this server is its own; only Hummingbird's request loop is used.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<ControlChannel.Parts> {
        channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func handle(value: ControlChannel.Parts, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }

    /// Tells a connection over the limit that it is one, once its request is there: closing on unread bytes would
    /// take the answer from the reader's hands.
    static func refuse(_ parts: ControlChannel.Parts) async {
        do {
            let response = try Response.json(
                ErrorEnvelope(ControlProblem.tooManyConnections.report), status: .serviceUnavailable)
            var head = response.head
            head.headerFields[.connection] = "close"
            try await parts.executeThenClose { inbound, outbound in
                for try await part in inbound {
                    if case .end = part { break }
                }
                try await ResponseWriter(outbound: outbound).write(response: head, body: response.body)
            }
        } catch {
            // The peer went away first: there is nobody to tell.
        }
    }
}
