import NIOHTTP2

/// The HTTP/2 settings and flood limits of a connection.
enum HTTP2Limits {
    /// Streams at the same time on one connection (security.md 2.6).
    static let concurrentStreams = 32
    /// What a client may send of one request body before it is asked for more. With 65,535, the default, an
    /// upload over 50 ms of round trip stays below 1.3 MB/s.
    static let streamWindowBytes = 256 * 1024
    /// The same for all streams of a connection: what one connection can cost in memory.
    static let connectionWindowBytes = 512 * 1024
    /// Control frames that wait for a peer that does not read.
    static let bufferedControlFrames = 1000

    /// The library's limits on resets (200 in 30 s), stream errors, control frames, CONTINUATION and glitches
    /// stand; its settings are replaced.
    static func configuration(_ limits: ConnectionLimits) -> NIOHTTP2Handler.Configuration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: concurrentStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindowBytes),
        ]
        connection.targetWindowSize = connectionWindowBytes
        connection.maximumBufferedControlFrames = bufferedControlFrames
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = streamWindowBytes
        stream.outboundBufferSizeHighWatermark = 64 * 1024
        stream.outboundBufferSizeLowWatermark = 32 * 1024
        return NIOHTTP2Handler.Configuration(connection: connection, stream: stream)
    }
}
