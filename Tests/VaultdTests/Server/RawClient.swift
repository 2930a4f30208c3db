import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// A client that says exactly what the test says, over TLS or without.
struct RawClient {
    /// How it connects.
    struct Options {
        var port: Int
        /// nil: no TLS.
        var tls: TLSConfiguration? = RawClient.tls()
        /// The address to come from; all of 127/8 is the loopback.
        var source: String?
        /// Bytes that the kernel may take for a reader that does not read.
        var receiveBuffer: Int?
    }

    /// What it waits for did not come.
    struct EndedEarly: Error { let received: String }

    /// The server's certificates; empty without TLS.
    let certificates: @Sendable () -> [NIOSSLCertificate]
    let channel: any Channel
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private(set) var received: [UInt8] = []

    static func tls(alpn: [String] = ["http/1.1"]) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .noHostnameVerification
        tls.applicationProtocols = alpn
        return tls
    }

    /// Connects, runs `body`, closes. Throws where the TLS handshake fails.
    static func connect(_ options: Options, _ body: (inout RawClient) async throws -> Void) async throws {
        let seen = Certificates()
        let async = try await open(options, seen)
        try await async.executeThenClose { inbound, outbound in
            var client = RawClient(
                certificates: { seen.all.withLock { $0 } },
                channel: async.channel,
                inbound: inbound.makeAsyncIterator(),
                outbound: outbound
            )
            try await body(&client)
        }
    }

    private static func open(
        _ options: Options,
        _ seen: Certificates
    ) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let source = options.source { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: source, port: 0)) }
        if let size = options.receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: size)
        }
        let context = try options.tls.map { try NIOSSLContext(configuration: $0) }
        let secured = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        let connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            connection = try await bootstrap.connect(host: "127.0.0.1", port: options.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        let handler = try tlsHandler(context, seen)
                        try channel.pipeline.syncOperations.addHandlers([handler, HandshakeEnd(secured)])
                    } else {
                        secured.succeed()
                    }
                    return try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 1))
                    )
                }
            }
        } catch {
            secured.fail(error)
            throw error
        }
        do {
            try await secured.futureResult.get()
            return connection
        } catch {
            // There is nothing to say to a server that refused the handshake.
            try? await connection.executeThenClose { _, _ in }
            throw error
        }
    }

    private static func tlsHandler(_ context: NIOSSLContext, _ seen: Certificates) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(
            context: context,
            serverHostname: nil,
            customVerificationCallback: { certificates, promise in
                seen.all.withLock { $0 = certificates }
                promise.succeed(.certificateVerified)
            }
        )
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Reads until the text so far contains `text`; gives all of it.
    @discardableResult
    mutating func read(until text: String) async throws -> String {
        while !self.text.contains(text) {
            guard let buffer = try await inbound.next() else { throw EndedEarly(received: self.text) }
            received += buffer.readableBytesView
        }
        return self.text
    }

    /// Reads until the server closes; gives all that came.
    mutating func readAll() async -> String {
        // A connection that was reset is as much at its end as one that was closed.
        while let buffer = try? await inbound.next() { received += buffer.readableBytesView }
        return text
    }

    private var text: String { String(decoding: received, as: UTF8.self) }

    /// Keeps its promise when the handshake is complete, and breaks it when it failed.
    private final class HandshakeEnd: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let promise: EventLoopPromise<Void>

        init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted? = event as? TLSUserEvent { promise.succeed() }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
            context.fireErrorCaught(error)
        }

        func channelInactive(context: ChannelHandlerContext) {
            promise.fail(ChannelError.ioOnClosedChannel)
            context.fireChannelInactive()
        }
    }

    private final class Certificates: Sendable {
        let all = Mutex<[NIOSSLCertificate]>([])
    }
}
