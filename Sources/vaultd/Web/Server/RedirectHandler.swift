import HTTPTypes
import NIOCore
import NIOHTTP1

/// Answers one request on the plain HTTP port with a redirect, never looks at its body, and closes.
final class RedirectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a peer may take to read the answer.
    private static let farewell = TimeAmount.seconds(2)

    private let target: RedirectTarget
    private let limits: ConnectionLimits
    private let counters: ListenerCounters
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    private var isAnswered = false

    /// A handler for one connection.
    init(target: RedirectTarget, limits: ConnectionLimits, counters: ListenerCounters) {
        self.target = target
        self.limits = limits
        self.counters = counters
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limits.header) {
            self.counters.count(\.headerTimeouts)
            self.context?.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        let hosts = head.headers["host"]
        guard hosts.count <= 1, let location = target.location(host: hosts.first, target: head.uri) else {
            return refuse(.malformed, context)
        }
        // 308 keeps the method; old clients only know 301, which for GET and HEAD means the same.
        let isSafe = head.method == .GET || head.method == .HEAD
        var headers = HTTPHeaders([("location", location), ("content-length", "0"), ("connection", "close")])
        headers.add(name: "cache-control", value: "max-age=300")
        answer(isSafe ? .movedPermanently : .permanentRedirect, headers, text: nil, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isAnswered else { return }
        guard let refusal = RequestRefusal(error) else { return context.close(promise: nil) }
        refuse(refusal, context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        if !isAnswered { context.close(promise: nil) }
    }

    private func refuse(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        counters.count(\.malformed)
        var headers = HTTPHeaders()
        for field in refusal.head(closes: true).headerFields {
            headers.add(name: field.name.canonicalName, value: field.value)
        }
        answer(HTTPResponseStatus(statusCode: refusal.status.code), headers, text: refusal.sentence + "\n", context)
    }

    private func answer(
        _ status: HTTPResponseStatus,
        _ headers: HTTPHeaders,
        text: String?,
        _ context: ChannelHandlerContext
    ) {
        isAnswered = true
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let text {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Closing both ways at once would reset the connection under a body that is still being sent.
        context.close(mode: .output, promise: nil)
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell) {
            self.context?.close(promise: nil)
        }
    }
}
