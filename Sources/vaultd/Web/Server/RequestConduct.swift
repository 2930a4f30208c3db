import Engine
import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Stands between the parser and the routes, on an HTTP/1.1 connection or an HTTP/2 stream: keeps the
/// deadlines of `RequestTimeline`, answers what no route should see, and gives a body that breaks off an error
/// instead of an end, since a truncated upload must never look like a whole one.
///
/// A route that reads the body gets `VaultFailure`: `.uploadTooSlow`, `.uploadCutOff` or `.requestMalformed`.
final class RequestConduct: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Pieces of an answer whose way through a stream's flow control is watched one by one.
    private static let watchedPiece = 16 * 1024

    private let transport: ConnectionFacts.HTTPVersion
    private let limits: ConnectionLimits
    private let counters: ListenerCounters
    private var timeline: RequestTimeline
    private var closesAfterAnswer: Bool
    private var bodyFailed = false
    private var hasSeenRequest = false
    private var context: ChannelHandlerContext?
    private var alarm: (task: Scheduled<Void>, at: NIODeadline)?

    /// The conduct of one connection or stream. `isDraining` when the service is stopping already.
    init(
        _ transport: ConnectionFacts.HTTPVersion,
        limits: ConnectionLimits,
        counters: ListenerCounters,
        isDraining: Bool = false
    ) {
        self.transport = transport
        self.limits = limits
        self.counters = counters
        closesAfterAnswer = isDraining
        timeline = RequestTimeline(limits: limits, now: .distantFuture)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let now = context.eventLoop.now
        timeline = RequestTimeline(limits: limits, now: now)
        if transport == .http2 { timeline.bytesArrived(at: now) }
        if closesAfterAnswer { timeline.limitIdle(until: now + limits.freshGrace) }
        setAlarm()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
        self.context = nil
    }

    // MARK: Requests

    /// Bytes came in, before they are parsed.
    func bytesArrived() {
        guard let context else { return }
        timeline.bytesArrived(at: context.eventLoop.now)
        setAlarm()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard timeline.reading != .done, !bodyFailed else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): headRead(head, data: data, context: context)
        case .body(let buffer):
            timeline.bodyRead(buffer.readableBytes)
            context.fireChannelRead(data)
        case .end:
            context.fireChannelRead(data)
            requestRead(context)
        }
        setAlarm()
    }

    private func headRead(_ head: HTTPRequest, data: NIOAny, context: ChannelHandlerContext) {
        guard head.headerFields.count <= limits.headerFields else { return refuse(.headerTooLarge, context) }
        hasSeenRequest = true
        timeline.headRead(at: context.eventLoop.now)
        if transport == .http1, head.headerFields[.connection] == "close" { closesAfterAnswer = true }
        if transport == .http1, timeline.answersDue == 1, head.headerFields[.expect] == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }

    private func requestRead(_ context: ChannelHandlerContext) {
        timeline.requestRead(at: context.eventLoop.now)
        if transport == .http2 { timeline.stopReading() }
        if closesAfterAnswer, timeline.answersDue == 0 { close(context) }
    }

    func read(context: ChannelHandlerContext) {
        timeline.demand(at: context.eventLoop.now)
        setAlarm()
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        timeline.pause(at: context.eventLoop.now)
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if timeline.reading == .body { failBody(VaultFailure(.uploadCutOff), context) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard timeline.reading == .body else {
            guard let refusal = RequestRefusal(error) else { return close(context) }
            return refuse(refusal, context)
        }
        if let refusal = RequestRefusal(error) {
            counters.count(\.malformed)
            failBody(VaultFailure(.requestMalformed, ["reason": refusal.sentence], cause: error), context)
        } else {
            failBody(VaultFailure(.uploadCutOff, cause: error), context)
        }
    }

    /// Answers a request that no route will see, and closes.
    private func refuse(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        counters.count(\.malformed)
        timeline.stopReading()
        // Behind answers that are still due, a refusal would be taken for one of them.
        guard timeline.answersDue == 0 else {
            closesAfterAnswer = true
            return
        }
        let line = context.channel.allocator.buffer(string: refusal.sentence + "\n")
        context.write(wrapOutboundOut(.head(refusal.head(closes: transport == .http1))), promise: nil)
        context.write(wrapOutboundOut(.body(line)), promise: nil)
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        end(after: written.futureResult, context)
    }

    /// Makes the route's reading of the body throw; what still comes in is dropped.
    private func failBody(_ failure: VaultFailure, _ context: ChannelHandlerContext) {
        guard !bodyFailed else { return }
        bodyFailed = true
        timeline.stopReading()
        closesAfterAnswer = true
        if timeline.answersDue == 0 {
            close(context)
        } else {
            timeline.linger(until: context.eventLoop.now + limits.linger)
            setAlarm()
        }
        context.fireErrorCaught(failure)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): writeHead(head, context, promise)
        case .body(let buffer) where transport == .http2: writeWatched(buffer, context, promise)
        case .body: context.write(data, promise: promise)
        case .end: writeEnd(data, context, promise)
        }
    }

    private func writeHead(_ head: HTTPResponse, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var head = head
        if transport == .http1, head.status.kind != .informational {
            // The rest of an upload that was answered before its end is not worth waiting for.
            if timeline.reading == .body { closesAfterAnswer = true }
            if closesAfterAnswer { head.headerFields[.connection] = "close" }
        }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private func writeWatched(_ buffer: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var rest = buffer
        while let piece = rest.readSlice(length: min(Self.watchedPiece, rest.readableBytes)) {
            let written = context.eventLoop.makePromise(of: Void.self)
            timeline.writeBegan(at: context.eventLoop.now)
            written.futureResult.assumeIsolated().whenComplete { _ in self.writeEnded() }
            let isLast = rest.readableBytes == 0
            if isLast { written.futureResult.cascade(to: promise) }
            context.write(wrapOutboundOut(.body(piece)), promise: written)
            if isLast { break }
        }
        setAlarm()
    }

    private func writeEnded() {
        guard let context else { return }
        timeline.writeEnded(at: context.eventLoop.now)
    }

    private func writeEnd(_ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(data, promise: written)
        timeline.answerWritten(at: context.eventLoop.now)
        setAlarm()
        guard timeline.answersDue == 0 else { return }
        switch (transport, timeline.reading) {
        case (.http2, .done) where !bodyFailed: break  // Both directions have ended: the stream closes itself.
        case (.http2, _): end(after: written.futureResult, context)
        case (.http1, .body): timeline.linger(until: context.eventLoop.now + limits.linger)
        case (.http1, _): if closesAfterAnswer { close(context) }
        }
        setAlarm()
    }

    /// Closes an HTTP/1.1 connection. An HTTP/2 client is told to stop sending, once it has the whole answer,
    /// in the way that does not spoil that answer (RFC 9113 8.1).
    private func end(after written: EventLoopFuture<Void>, _ context: ChannelHandlerContext) {
        guard transport == .http2 else { return close(context) }
        timeline.stopReading()
        written.assumeIsolated().whenComplete { _ in
            let reset = NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError)
            self.context?.triggerUserOutboundEvent(reset, promise: nil)
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        timeline.end()
        context.close(promise: nil)
    }

    // MARK: Deadlines and stopping

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent, transport == .http1 else {
            return context.fireUserInboundEventTriggered(event)
        }
        closesAfterAnswer = true
        guard case .idle = timeline.reading, timeline.answersDue == 0 else { return }
        // A connection that has only just come may have its first request on the way.
        if hasSeenRequest { return close(context) }
        timeline.limitIdle(until: context.eventLoop.now + limits.freshGrace)
        setAlarm()
    }

    private func setAlarm() {
        guard let context, let next = timeline.next else { return }
        if let alarm, alarm.at <= next { return }
        alarm?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.alarmRang() }
        alarm = (task, next)
    }

    private func alarmRang() {
        alarm = nil
        guard let context else { return }
        if let breach = timeline.breach(at: context.eventLoop.now) { handle(breach, context) }
        setAlarm()
    }

    private func handle(_ breach: RequestTimeline.Breach, _ context: ChannelHandlerContext) {
        switch breach {
        case .idle:
            counters.count(\.idleCloses)
            close(context)
        case .header:
            counters.count(\.headerTimeouts)
            refuse(.headerTooSlow, context)
        case .slowBody:
            counters.count(\.slowBodies)
            failBody(VaultFailure(.uploadTooSlow), context)
        case .stalledReader:
            counters.count(\.stalledReaders)
            close(context)
        case .linger:
            close(context)
        }
    }
}
