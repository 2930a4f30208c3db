import Engine
import NIOCore

/// The deadlines and bounds of one connection (security.md 2.6), in the units of the event loop.
struct ConnectionLimits: Sendable {
    /// Open connections in all.
    var connections = 1024
    /// Open connections from one network (`PeerAddress.network`).
    var connectionsPerAddress = 32
    /// From accept to the end of the TLS handshake.
    var handshake = TimeAmount.seconds(10)
    /// From the first byte of a request's header to its end.
    var header = TimeAmount.seconds(15)
    /// Between requests.
    var idle = TimeAmount.seconds(60)
    /// How long a reader may take nothing.
    var writeStall = TimeAmount.seconds(60)
    /// The time over which an upload's rate is averaged; it is also the time to the first byte.
    var bodyWindow = TimeAmount.seconds(30)
    /// Bytes a second that an upload must reach on average over `bodyWindow`.
    var minimumBodyRate = 8 * 1024
    /// Bytes of a request's header in all: start line, names and values.
    var headerBytes = 16 * 1024
    /// Fields of a request's header.
    var headerFields = 100
    /// How long an upload that was answered early is still read before the connection is closed. Closing at
    /// once would reset the connection and take the answer from the reader's hands.
    var linger = TimeAmount.seconds(10)
    /// How long a fresh connection may still send its first request after the service began to stop.
    var freshGrace = TimeAmount.seconds(1)
    /// Time for running requests at a stop.
    var drain = TimeAmount.seconds(10)

    /// The defaults.
    init() {}

    /// The operator's values.
    init(_ web: Settings.Web) {
        connections = web.maxConnections
        connectionsPerAddress = web.maxConnectionsPerAddress
        handshake = TimeAmount(web.handshakeTimeout)
        header = TimeAmount(web.headerTimeout)
        idle = TimeAmount(web.idleTimeout)
        writeStall = TimeAmount(web.writeStallTimeout)
        minimumBodyRate = web.minimumBodyRate
        drain = TimeAmount(web.drainTimeout)
    }
}
