import NIOCore

/// Sits before the HTTP/1.1 parser and reports each byte that comes in, so that a header that never ends is
/// noticed although the parser has nothing to say about it yet.
final class HeaderBytesTap: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let conduct: RequestConduct

    /// A tap that reports to the conduct of the same connection.
    init(reportingTo conduct: RequestConduct) { self.conduct = conduct }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        conduct.bytesArrived()
        context.fireChannelRead(data)
    }
}
