import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers one request on the plain HTTP port with a redirect, or with what an authority for certificates asks for;
/// never looks at its body, and closes.
final class RedirectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a peer may take to read the answer.
    private static let farewell = TimeAmount.seconds(2)

    private let target: RedirectTarget
    private let challenge: CertificateChallenge
    private let limits: ConnectionLimits
    private let counters: ListenerCounters
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    private var isAsked = false
    private var isAnswered = false

    /// A handler for one connection.
    init(target: RedirectTarget, challenge: CertificateChallenge, limits: ConnectionLimits, counters: ListenerCounters) {
        self.target = target
        self.challenge = challenge
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
        guard case .head(let head) = unwrapInboundIn(data), !isAsked, !isAnswered else { return }
        isAsked = true
        guard let file = challenge.file(target: head.uri), head.isSafe else { return redirect(head, context) }
        NIOThreadPool.singleton
            .runIfActive(eventLoop: context.eventLoop) { CertificateChallenge.read(file) }
            .assumeIsolated()
            .whenComplete { read in
                guard let context = self.context, !self.isAnswered else { return }
                guard case .success(let content?) = read else { return self.redirect(head, context) }
                self.show(content, head, context)
            }
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

    private func redirect(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let hosts = head.headers["host"]
        guard hosts.count <= 1, let location = target.location(host: hosts.first, target: head.uri) else {
            return refuse(.malformed, context)
        }
        var headers = HTTPHeaders([("location", location), ("content-length", "0"), ("connection", "close")])
        headers.add(name: "cache-control", value: "max-age=300")
        // 308 keeps the method; old clients only know 301, which for GET and HEAD means the same.
        answer(head.isSafe ? .movedPermanently : .permanentRedirect, headers, body: [], context)
    }

    private func show(_ content: [UInt8], _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let headers = HTTPHeaders([
            ("content-type", "application/octet-stream"), ("content-length", "\(content.count)"),
            ("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("connection", "close"),
        ])
        answer(.ok, headers, body: head.method == .HEAD ? [] : content, context)
    }

    private func refuse(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        counters.count(\.malformed)
        var headers = HTTPHeaders()
        for field in refusal.head(closes: true).headerFields {
            headers.add(name: field.name.canonicalName, value: field.value)
        }
        answer(
            HTTPResponseStatus(statusCode: refusal.status.code), headers, body: Array((refusal.sentence + "\n").utf8),
            context)
    }

    private func answer(
        _ status: HTTPResponseStatus,
        _ headers: HTTPHeaders,
        body: [UInt8],
        _ context: ChannelHandlerContext
    ) {
        isAnswered = true
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
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

extension HTTPRequestHead {
    fileprivate var isSafe: Bool { method == .GET || method == .HEAD }
}
