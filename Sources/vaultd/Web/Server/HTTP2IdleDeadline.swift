import NIOCore
import NIOHTTP2

/// Ends an HTTP/2 connection without streams: first with a GOAWAY, which the connection manager behind this
/// handler sends, then, since a silent peer acknowledges nothing, by closing. Also ends one that broke the
/// protocol, behind the library's GOAWAY or RST_STREAM: it leaves the closing to us.
final class HTTP2IdleDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame

    /// From GOAWAY to the end of a connection that stays without streams.
    private static let farewell = TimeAmount.seconds(5)

    private let limits: ConnectionLimits
    private let counters: ListenerCounters
    private let isDraining: Bool
    private var openStreams = 0
    private var context: ChannelHandlerContext?
    private var alarm: Scheduled<Void>?

    /// A deadline for one connection. `isDraining` when the service is stopping already.
    init(limits: ConnectionLimits, counters: ListenerCounters, isDraining: Bool) {
        self.limits = limits
        self.counters = counters
        self.isDraining = isDraining
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        schedule(in: isDraining ? limits.freshGrace : limits.idle)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.cancel()
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        counters.count(\.malformed)
        context.close(promise: nil)
    }

    /// A stream was opened.
    func streamOpened() {
        openStreams += 1
        alarm?.cancel()
    }

    /// A stream was closed.
    func streamClosed() {
        openStreams -= 1
        if openStreams == 0 { schedule(in: isDraining ? .zero : limits.idle) }
    }

    private func schedule(in time: TimeAmount) {
        alarm?.cancel()
        alarm = context?.eventLoop.assumeIsolated().scheduleTask(in: time) { self.sayGoodbye() }
    }

    private func sayGoodbye() {
        guard let context, openStreams == 0 else { return }
        counters.count(\.idleCloses)
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        alarm = context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell) {
            guard self.openStreams == 0 else { return }
            self.context?.close(promise: nil)
        }
    }
}
