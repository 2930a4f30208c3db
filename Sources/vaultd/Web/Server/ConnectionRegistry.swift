import NIOCore
import Synchronization

/// Who is connected: admits within the limits, tells all to finish, closes what is left.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var perNetwork: [[UInt8]: Int] = [:]
        var isDraining = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let limits: ConnectionLimits
    private let counters: ListenerCounters
    private let state = Mutex(State())

    /// A registry without connections.
    init(limits: ConnectionLimits, counters: ListenerCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// Takes a new connection in and counts it until it closes; false when a limit is reached, in which case
    /// the caller closes it.
    func admit(_ channel: any Channel) -> Bool {
        let network = PeerAddress(channel.remoteAddress).network
        let id = ObjectIdentifier(channel)
        let refusal = state.withLock { state -> (any ListenerCounters.Count)? in
            guard state.channels.count < limits.connections else { return \ListenerStatistics.refusedTotal }
            guard state.perNetwork[network, default: 0] < limits.connectionsPerAddress else {
                return \ListenerStatistics.refusedByAddress
            }
            state.channels[id] = channel
            state.perNetwork[network, default: 0] += 1
            return nil
        }
        if let refusal {
            counters.count(refusal)
            return false
        }
        counters.count(\.accepted)
        counters.count(\.open)
        channel.closeFuture.whenComplete { _ in self.release(id, network: network) }
        return true
    }

    /// Whether the service is stopping: a connection that is being set up then serves one request at most.
    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Tells every connection to finish what it is doing and close.
    func drain() {
        let channels = state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    /// Closes every connection, whatever it is doing.
    func closeAll() {
        let channels = state.withLock { Array($0.channels.values) }
        for channel in channels { channel.close(promise: nil) }
    }

    /// Returns once no connection is open.
    func whenEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if !state.channels.isEmpty { state.waiting.append(continuation) }
                return state.channels.isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }

    private func release(_ id: ObjectIdentifier, network: [UInt8]) {
        counters.uncount(\.open)
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            state.channels[id] = nil
            let left = state.perNetwork[network, default: 1] - 1
            state.perNetwork[network] = left > 0 ? left : nil
            guard state.channels.isEmpty else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
