import Engine
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The plain HTTP port, which knows nothing but the way to HTTPS (T-13) and the answers for a certificate (T-11).
final class RedirectListener: Service {
    /// What this listener has seen.
    let counters: ListenerCounters
    private let sockets: ListeningSockets
    private let limits: ConnectionLimits
    private let registry: ConnectionRegistry
    private let target: @Sendable () -> RedirectTarget
    private let challenge: CertificateChallenge
    private let group: any EventLoopGroup
    private let logger: Logger
    private let channels = Mutex<[any Channel]>([])

    /// A listener that has not opened its sockets yet. `target` is asked for each connection, since the HTTPS
    /// port may be known only once it is bound.
    init(
        sockets: ListeningSockets,
        limits: ConnectionLimits,
        target: @escaping @Sendable () -> RedirectTarget,
        challenge: CertificateChallenge,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) {
        self.sockets = sockets
        self.limits = limits
        self.target = target
        self.challenge = challenge
        self.group = group
        self.logger = logger
        counters = ListenerCounters()
        registry = ConnectionRegistry(limits: limits, counters: counters)
    }

    /// The port of the first address; nil before `open()`.
    var port: Int? { channels.withLock { $0.first?.localAddress?.port } }

    /// Binds the sockets and answers from now on.
    ///
    /// Throws `VaultFailure`: `.addressInUse`, or `.settingsUnusable`.
    func open() async throws {
        guard channels.withLock({ $0.isEmpty }) else { return }
        let opened = try await sockets.open(makeBootstrap, logger: logger)
        channels.withLock { $0 = opened }
    }

    /// Answers until the shutdown.
    func run() async throws {
        try await open()
        try? await gracefulShutdown()  // Cancellation ends it just so.
        for channel in channels.withLock({ $0 }) { channel.close(promise: nil) }
        registry.drain()
        await registry.whenEmpty()
    }

    private func makeBootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [registry, limits, counters, target, challenge] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard registry.admit(channel) else { throw ChannelError.ioOnClosedChannel }
                    var decoding = NIOHTTPDecoderLimitConfiguration()
                    decoding.maxHeaderFieldSize = limits.headerBytes
                    decoding.maxHeaderListSize = limits.headerBytes
                    decoding.maxHeaderFieldCount = limits.headerFields
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false,
                        withErrorHandling: false,
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: decoding
                    )
                    try pipeline.addHandler(
                        RedirectHandler(target: target(), challenge: challenge, limits: limits, counters: counters))
                }
            }
    }
}
