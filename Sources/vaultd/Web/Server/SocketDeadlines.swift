import NIOCore

/// The lowest handler of a connection, below TLS: ends a handshake that never ends, and a reader that takes
/// nothing. Closing from here skips TLS's farewell, for which such a peer would not answer either.
final class SocketDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How often in one stall time the reader's progress is looked at.
    private static let looksPerStall: Int64 = 4

    private let limits: ConnectionLimits
    private let counters: ListenerCounters
    private let bufferedBytes: (any Channel) -> Int
    private var context: ChannelHandlerContext?
    private var handshake: Scheduled<Void>?
    private var look: Scheduled<Void>?
    private var written = 0
    private var sent = 0
    private var looksWithoutProgress: Int64 = 0

    /// Deadlines for one socket. `bufferedBytes` tells how many written bytes the kernel has not taken yet; a
    /// test may pretend.
    init(
        limits: ConnectionLimits,
        counters: ListenerCounters,
        bufferedBytes: @escaping (any Channel) -> Int = SocketDeadlines.bytesInChannel
    ) {
        self.limits = limits
        self.counters = counters
        self.bufferedBytes = bufferedBytes
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        handshake = context.eventLoop.assumeIsolated().scheduleTask(in: limits.handshake) {
            self.counters.count(\.handshakeTimeouts)
            self.closeAtOnce()
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        handshake?.cancel()
        look?.cancel()
        self.context = nil
    }

    /// The TLS handshake is complete.
    func handshakeEnded() {
        handshake?.cancel()
        handshake = nil
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        written += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
        if look == nil { scheduleLook(context) }
    }

    private func scheduleLook(_ context: ChannelHandlerContext) {
        look = context.eventLoop.assumeIsolated().scheduleTask(in: limits.writeStall / Self.looksPerStall) {
            self.judgeReader()
        }
    }

    private func judgeReader() {
        look = nil
        guard let context else { return }
        let buffered = bufferedBytes(context.channel)
        let taken = written - buffered
        looksWithoutProgress = taken > sent || buffered == 0 ? 0 : looksWithoutProgress + 1
        sent = taken
        guard buffered > 0 else { return }
        guard looksWithoutProgress < Self.looksPerStall else {
            counters.count(\.stalledReaders)
            return closeAtOnce()
        }
        scheduleLook(context)
    }

    private func closeAtOnce() { context?.close(promise: nil) }

    /// What the channel itself says it still holds.
    static func bytesInChannel(_ channel: any Channel) -> Int {
        // A channel that does not know the option is closed by no stall; every socket channel knows it.
        (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

extension TimeAmount {
    fileprivate static func / (amount: TimeAmount, parts: Int64) -> TimeAmount {
        .nanoseconds(amount.nanoseconds / parts)
    }
}
