import ControlAPI
import Engine
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves the control interface on a Unix-domain socket, and owns the long operations that are started there.
///
/// `open()` binds and is to be awaited before the service says READY; `run()` serves until the graceful shutdown,
/// then takes no more connections, asks running operations to stop, lets their followers see the end, and returns.
final class ControlServer: Service {
    private struct State {
        var channel: (any Channel)?
        var file: SocketFile?
        var isStopped = false
    }

    /// The long operations.
    let operations: OperationTable
    private let socket: ControlSocket
    private let limits: ConnectionLimits
    private let registry: ConnectionRegistry
    private let pipeline: ControlChannel
    private let serve: @Sendable (ControlChannel.Connection, Logger) async -> Void
    private let group: any EventLoopGroup
    private let logger: Logger
    private let connections: AsyncStream<ControlChannel.Connection>
    private let arrivals: AsyncStream<ControlChannel.Connection>.Continuation
    private let state = Mutex(State())

    /// A server that has not opened its socket yet.
    init(
        socket: ControlSocket, routes: ControlRoutes, clock: any WallClock = SystemClock(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger
    ) {
        let counters = ListenerCounters()
        let limits = Self.limits
        let responder = routes.router().buildResponder()
        let date = HTTPDate(clock: clock)
        self.operations = routes.operations
        self.socket = socket
        self.limits = limits
        self.registry = ConnectionRegistry(limits: limits, counters: counters)
        self.pipeline = ControlChannel(limits: limits, counters: counters)
        self.group = group
        self.logger = logger
        serve = { connection, logger in
            guard !connection.isRefused else { return await ControlConnection.refuse(connection.parts) }
            let handler = ControlConnection(responder, peer: connection.peer, date: date, logger: logger)
            await handler.handle(value: connection.parts, logger: logger)
        }
        (connections, arrivals) = AsyncStream.makeStream()
    }

    /// Bounds of control connections: few, and quick to say what they want.
    static var limits: ConnectionLimits {
        var limits = ConnectionLimits()
        limits.connections = ControlLimits.connections
        limits.connectionsPerAddress = ControlLimits.connections
        limits.header = .seconds(10)
        limits.drain = .seconds(5)
        return limits
    }

    /// Binds the socket. Connections that come from now on wait for `run()`.
    ///
    /// - Throws: `addressInUse`, `settingsUnusable`.
    func open() async throws {
        guard state.withLock({ $0.channel == nil && !$0.isStopped }) else { return }
        let (channel, file) = try await socket.open(makeBootstrap(), logger: logger)
        state.withLock { state in
            state.channel = channel
            state.file = file
        }
    }

    func run() async throws {
        try await open()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.operations.run() }
                group.addTask { await self.accept() }
            }
        } onGracefulShutdown: {
            self.stop()
        }
        state.withLock { $0.file }?.remove()
    }

    private func accept() async {
        await withDiscardingTaskGroup { group in
            for await connection in connections {
                group.addTask { [serve, logger] in await serve(connection, logger) }
            }
            stop()
            await drain()
            group.cancelAll()
        }
    }

    /// No new connections and no new operations; also ends the stream of arrivals, and with it `accept`.
    private func stop() {
        let channel = state.withLock { state in
            state.isStopped = true
            return state.channel
        }
        channel?.close(promise: nil)
        arrivals.finish()
        operations.stop()
    }

    private func drain() async {
        registry.drain()
        let deadline = group.next().scheduleTask(in: limits.drain) { [registry] in registry.closeAll() }
        await registry.whenEmpty()
        deadline.cancel()
    }

    private func makeBootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(ControlLimits.connections))
            .childChannelInitializer { [pipeline, registry, arrivals] channel in
                // A failed initializer makes NIO close the connection.
                let isRefused = !registry.admit(channel)
                return pipeline.setup(channel, isRefused: isRefused).flatMapThrowing { connection in
                    if case .terminated = arrivals.yield(connection) { throw ChannelError.ioOnClosedChannel }
                }
            }
    }
}
