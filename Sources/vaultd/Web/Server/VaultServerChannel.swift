import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2
import NIOSSL

/// The pipeline of one HTTPS connection. Hummingbird serves the requests; everything that it has no deadline
/// or limit for stands here (security.md finding 4).
///
/// ```
/// socket ─ SocketDeadlines ─ TLS ─ ALPN ┬ HeaderBytesTap ─ HTTP/1.1 ─ HTTP1Rules ─ RequestConduct ─ routes
///                                       └ HTTP/2 ─ HTTP2IdleDeadline ─ manager
///                                                └ stream ─ RequestConduct ─ routes
/// ```
struct VaultServerChannel: HTTPChannelHandler {
    typealias Parts = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias Negotiated = NIONegotiatedHTTPVersion<Parts, NIOHTTP2Handler.AsyncStreamMultiplexer<Parts>>

    /// One connection, before its protocol is known.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// Which protocol it turned out to speak.
        let negotiated: EventLoopFuture<Negotiated>
    }

    let responder: Responder
    let tls: @Sendable () -> NIOSSLContext
    let limits: ConnectionLimits
    let counters: ListenerCounters
    /// Whether the service is stopping.
    let isDraining: @Sendable () -> Bool

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let deadlines = SocketDeadlines(limits: limits, counters: counters)
            try channel.pipeline.syncOperations.addHandler(deadlines)
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls()))
            return NIOLoopBound(deadlines, eventLoop: channel.eventLoop)
        }.flatMap { deadlines in
            channel.configureHTTP2AsyncSecureUpgrade { channel in
                channel.eventLoop.makeCompletedFuture {
                    deadlines.value.handshakeEnded()
                    return try makeHTTP1(channel)
                }
            } http2ConnectionInitializer: { channel in
                channel.eventLoop.makeCompletedFuture {
                    deadlines.value.handshakeEnded()
                    return try makeHTTP2(channel)
                }
            }
        }.map { Value(channel: channel, negotiated: $0) }
    }

    func handle(value: Value, logger: Logger) async {
        let negotiated: Negotiated
        do {
            negotiated = try await value.negotiated.get()
        } catch {
            counters.count(\.handshakeFailures)
            logger.debug("A TLS handshake failed.", metadata: ["error": "\(error)"])
            return
        }
        switch negotiated {
        case .http1_1(let connection): await handleHTTP(asyncChannel: connection, logger: logger)
        case .http2(let connection): await handle(connection, logger: logger)
        }
    }

    private func handle(_ connection: NIOHTTP2Handler.AsyncStreamMultiplexer<Parts>, logger: Logger) async {
        await withDiscardingTaskGroup { group in
            do {
                for try await stream in connection.inbound {
                    group.addTask { await handleHTTP(asyncChannel: stream, logger: logger) }
                }
            } catch {
                logger.debug("A connection broke off.", metadata: ["error": "\(error)"])
            }
        }
    }

    private func makeHTTP1(_ channel: any Channel) throws -> Parts {
        let conduct = RequestConduct(.http1, limits: limits, counters: counters, isDraining: isDraining())
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headerBytes
        decoding.maxHeaderListSize = limits.headerBytes
        decoding.maxHeaderFieldCount = limits.headerFields
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HeaderBytesTap(reportingTo: conduct))
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,  // Requests are taken one after the other by `handleHTTP`.
            withErrorHandling: false,
            withOutboundHeaderValidation: false,  // HTTPTypes refuses what would split an answer.
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding
        )
        try pipeline.addHandler(HTTP1Rules())
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: true))
        try pipeline.addHandler(conduct)
        return try Parts(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    private func makeHTTP2(_ channel: any Channel) throws -> NIOHTTP2Handler.AsyncStreamMultiplexer<Parts> {
        let idle = HTTP2IdleDeadline(limits: limits, counters: counters, isDraining: isDraining())
        let boundIdle = NIOLoopBound(idle, eventLoop: channel.eventLoop)
        let manager = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(maxIdleTime: nil, maxAge: nil, maxGraceTime: limits.drain, keepalive: nil)
        )
        let pipeline = channel.pipeline.syncOperations
        let multiplexer: NIOHTTP2Handler.AsyncStreamMultiplexer<Parts> = try pipeline.configureAsyncHTTP2Pipeline(
            mode: .server,
            streamDelegate: manager.http2StreamDelegate,
            configuration: HTTP2Limits.configuration(limits)
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                boundIdle.value.streamOpened()
                stream.closeFuture.assumeIsolated().whenComplete { _ in boundIdle.value.streamClosed() }
                try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                let conduct = RequestConduct(.http2, limits: limits, counters: counters)
                try stream.pipeline.syncOperations.addHandler(conduct)
                return try Parts(wrappingChannelSynchronously: stream)
            }
        }
        try pipeline.addHandler(idle)
        try pipeline.addHandler(manager)
        return multiplexer
    }
}
