import Engine
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// Serves a Hummingbird responder over HTTPS, HTTP/1.1 and HTTP/2.
///
/// `open()` binds and is to be awaited before the service says READY; `run()` serves until the graceful
/// shutdown, then stops accepting, lets running requests finish within `web.drainTimeout`, and returns.
final class HTTPSListener: Service {
    /// What this listener has seen.
    let counters: ListenerCounters
    private let sockets: ListeningSockets
    private let loop: AcceptLoop<VaultServerChannel.Value>
    private let child: VaultServerChannel
    private let group: any EventLoopGroup
    private let logger: Logger

    /// A listener that has not opened its sockets yet.
    ///
    /// `tls` is asked for each new connection, so that a renewed certificate serves at once.
    init<Routes: HTTPResponder>(
        sockets: ListeningSockets,
        limits: ConnectionLimits,
        tls: @escaping @Sendable () -> NIOSSLContext,
        routes: Routes,
        clock: any WallClock = SystemClock(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) where Routes.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let counters = ListenerCounters()
        let loop = AcceptLoop<VaultServerChannel.Value>(limits: limits, counters: counters, group: group)
        self.sockets = sockets
        self.counters = counters
        self.loop = loop
        self.group = group
        self.logger = logger
        child = VaultServerChannel(
            responder: RequestAnswering.responder(for: routes, date: HTTPDate(clock: clock), logger: logger),
            tls: tls,
            limits: limits,
            counters: counters,
            isDraining: { [registry = loop.registry] in registry.isDraining }
        )
    }

    /// The addresses that are listened on; empty before `open()`.
    var addresses: [SocketAddress] { loop.channels.compactMap(\.localAddress) }

    /// The port of the first address; nil before `open()`.
    var port: Int? { addresses.first?.port }

    /// Whether running requests are told to finish.
    var isStopping: Bool { loop.registry.isDraining }

    /// Binds the sockets. Connections that come from now on wait for `run()`.
    ///
    /// Throws `VaultFailure`: `.addressInUse`, or `.settingsUnusable`.
    func open() async throws {
        try await loop.open { try await sockets.open(makeBootstrap, logger: logger) }
    }

    func run() async throws {
        try await open()
        await withGracefulShutdownHandler {
            await loop.run { [child, logger] in await child.handle(value: $0, logger: logger) }
        } onGracefulShutdown: {
            self.loop.stop()
        }
    }

    private func makeBootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: Self.readsPerTurn)
            .childChannelInitializer { [child, loop, logger] channel in
                // A failed initializer makes NIO close the connection.
                guard loop.registry.admit(channel) else { return channel.eventLoop.makeFailedFuture(ConnectionRefused()) }
                return child.setup(channel: channel, logger: logger).flatMapThrowing { try loop.take($0) }
            }
    }

    /// Connections that may wait in the kernel, for instance while the daemon restarts.
    private static let backlog: Int32 = 1024
    /// How much one connection may read before others have their turn.
    private static let readsPerTurn: UInt = 4
}
