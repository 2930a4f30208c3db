import NIOCore
import NIOHTTP1

/// What HTTP/1.1 asks of a request beyond its grammar, and what gets lost on the way to the version-free
/// request type: Host, HTTP/1.0, and the wish to close.
final class HTTP1Rules: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard head.version == .http1_0 || head.headers["host"].count == 1 else {
            isRefused = true
            return context.fireErrorCaught(RequestRefusal.hostMissing)
        }
        if wishesToClose(head) { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The parser stops for good behind a CONNECT or an Upgrade, so those connections end with their answer.
    private func wishesToClose(_ head: HTTPRequestHead) -> Bool {
        !head.isKeepAlive || head.method == .CONNECT || head.headers.contains(name: "upgrade")
    }
}
