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
    /// The long operations.
    let operations: OperationTable
    private let socket: ControlSocket
    private let loop: AcceptLoop<ControlChannel.Connection>
    private let pipeline: ControlChannel
    private let serve: @Sendable (ControlChannel.Connection, Logger) async -> Void
    private let group: any EventLoopGroup
    private let logger: Logger
    private let file = Mutex<SocketFile?>(nil)

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
        self.loop = AcceptLoop(limits: limits, counters: counters, group: group)
        self.pipeline = ControlChannel(limits: limits, counters: counters)
        self.group = group
        self.logger = logger
        serve = { connection, logger in
            guard !connection.isRefused else { return await ControlConnection.refuse(connection.parts) }
            let handler = ControlConnection(responder, peer: connection.peer, date: date, logger: logger)
            await handler.handle(value: connection.parts, logger: logger)
        }
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
        try await loop.open {
            let (channel, file) = try await socket.open(makeBootstrap(), logger: logger)
            self.file.withLock { $0 = file }
            return [channel]
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
        file.withLock { $0 }?.remove()
    }

    private func accept() async {
        await withTaskCancellationHandler {
            await loop.run { [serve, logger] in await serve($0, logger) }
        } onCancel: {
            stop()
        }
    }

    /// No new connections and no new operations.
    private func stop() {
        loop.stop()
        operations.stop()
    }

    private func makeBootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(ControlLimits.connections))
            .childChannelInitializer { [pipeline, loop] channel in
                let isRefused = !loop.registry.admit(channel)
                return pipeline.setup(channel, isRefused: isRefused).flatMapThrowing { try loop.take($0) }
            }
    }
}
