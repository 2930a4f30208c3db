import Logging
import NIOCore
import Synchronization

/// What every listener does with its connections: binds once, serves each beside the others, and at the stop takes no
/// more, lets those that are there end within `limits.drain`, then closes what is left.
///
/// Binding and pipeline are the listener's own; it asks `registry` to admit a connection, and hands it over by `take`.
final class AcceptLoop<Connection: Sendable>: Sendable {
    private struct State {
        var channels: [any Channel] = []
        var isStopped = false
    }

    /// The connections that are open.
    let registry: ConnectionRegistry
    private let limits: ConnectionLimits
    private let group: any EventLoopGroup
    private let connections: AsyncStream<Connection>
    private let arrivals: AsyncStream<Connection>.Continuation
    private let state = Mutex(State())

    /// A loop without sockets yet.
    init(limits: ConnectionLimits, counters: ListenerCounters, group: any EventLoopGroup) {
        self.limits = limits
        self.group = group
        registry = ConnectionRegistry(limits: limits, counters: counters)
        (connections, arrivals) = AsyncStream.makeStream()
    }

    /// The sockets that are listened on; empty before `open`.
    var channels: [any Channel] { state.withLock { $0.channels } }

    /// Binds by `bind`, unless that was done, or a stop came first.
    ///
    /// - Throws: what `bind` throws.
    func open(_ bind: () async throws -> [any Channel]) async throws {
        guard state.withLock({ $0.channels.isEmpty && !$0.isStopped }) else { return }
        let channels = try await bind()
        let isStopped = state.withLock { state in
            state.channels = channels
            return state.isStopped
        }
        guard isStopped else { return }
        for channel in channels { channel.close(promise: nil) }
    }

    /// Hands over a connection that is ready to be served.
    ///
    /// - Throws: `ConnectionRefused` where the service stops; a failed initializer makes NIO close the connection.
    func take(_ connection: Connection) throws {
        if case .terminated = arrivals.yield(connection) { throw ConnectionRefused() }
    }

    /// Serves until `stop`, and until every connection has ended.
    func run(_ serve: @escaping @Sendable (Connection) async -> Void) async {
        await withDiscardingTaskGroup { group in
            for await connection in connections { group.addTask { await serve(connection) } }
            stop()
            await drain()
            group.cancelAll()
        }
    }

    /// No new connections; also ends the stream of arrivals, and with it `run`.
    func stop() {
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
}

/// The connection was over a limit, or came while the service stops.
struct ConnectionRefused: Error {}
