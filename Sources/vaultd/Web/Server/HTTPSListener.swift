import Engine
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Serves a Hummingbird responder over HTTPS, HTTP/1.1 and HTTP/2.
///
/// `open()` binds and is to be awaited before the service says READY; `run()` serves until the graceful
/// shutdown, then stops accepting, lets running requests finish within `web.drainTimeout`, and returns.
final class HTTPSListener: Service {
    private struct State {
        var channels: [any Channel] = []
        var isStopped = false
    }

    /// What this listener has seen.
    let counters: ListenerCounters
    private let sockets: ListeningSockets
    private let limits: ConnectionLimits
    private let registry: ConnectionRegistry
    private let child: VaultServerChannel
    private let group: any EventLoopGroup
    private let logger: Logger
    private let connections: AsyncStream<VaultServerChannel.Value>
    private let arrivals: AsyncStream<VaultServerChannel.Value>.Continuation
    private let state = Mutex(State())

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
        let registry = ConnectionRegistry(limits: limits, counters: counters)
        self.sockets = sockets
        self.limits = limits
        self.counters = counters
        self.registry = registry
        self.group = group
        self.logger = logger
        child = VaultServerChannel(
            responder: RequestAnswering.responder(for: routes, date: HTTPDate(clock: clock), logger: logger),
            tls: tls,
            limits: limits,
            counters: counters,
            isDraining: { registry.isDraining }
        )
        (connections, arrivals) = AsyncStream.makeStream()
    }

    /// The addresses that are listened on; empty before `open()`.
    var addresses: [SocketAddress] { state.withLock { $0.channels.compactMap(\.localAddress) } }

    /// The port of the first address; nil before `open()`.
    var port: Int? { addresses.first?.port }

    /// Whether running requests are told to finish.
    var isStopping: Bool { registry.isDraining }

    /// Binds the sockets. Connections that come from now on wait for `run()`.
    ///
    /// Throws `VaultFailure`: `.addressInUse`, or `.settingsUnusable`.
    func open() async throws {
        guard state.withLock({ $0.channels.isEmpty && !$0.isStopped }) else { return }
        let channels = try await sockets.open(makeBootstrap, logger: logger)
        state.withLock { $0.channels = channels }
    }

    func run() async throws {
        try await open()
        await withGracefulShutdownHandler {
            await serve()
        } onGracefulShutdown: {
            self.stopAccepting()
        }
    }

    private func serve() async {
        await withDiscardingTaskGroup { group in
            for await connection in connections {
                group.addTask { [child, logger] in await child.handle(value: connection, logger: logger) }
            }
            stopAccepting()
            await drain()
            group.cancelAll()
        }
    }

    /// No new connections; also ends the stream of arrivals, and with it `serve`.
    private func stopAccepting() {
        let channels = state.withLock { state in
            state.isStopped = true
            return state.channels
        }
        for channel in channels { channel.close(promise: nil) }
        arrivals.finish()
    }

    private func drain() async {
        registry.drain()
        let deadline = group.next().scheduleTask(in: limits.drain) { [registry] in registry.closeAll() }
        await registry.whenEmpty()
        deadline.cancel()
    }

    private func makeBootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: Self.readsPerTurn)
            .childChannelInitializer { [child, registry, arrivals, logger] channel in
                // A failed initializer makes NIO close the connection.
                guard registry.admit(channel) else { return channel.eventLoop.makeFailedFuture(ConnectionRefused()) }
                return child.setup(channel: channel, logger: logger).flatMapThrowing { connection in
                    if case .terminated = arrivals.yield(connection) { throw ConnectionRefused() }
                }
            }
    }

    /// Connections that may wait in the kernel, for instance while the daemon restarts.
    private static let backlog: Int32 = 1024
    /// How much one connection may read before others have their turn.
    private static let readsPerTurn: UInt = 4
}

/// The connection was over a limit, or came while the service stops.
private struct ConnectionRefused: Error {}
