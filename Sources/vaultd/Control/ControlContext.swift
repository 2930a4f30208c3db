import ControlAPI
import Engine
import Hummingbird
import Logging
import NIOCore

/// What a request on the control socket comes with.
struct ControlContextSource: RequestContextSource {
    let logger: Logger
    let peer: PeerIdentity
    let connectionClosed: EventLoopFuture<Void>
}

/// The context of a request on the control socket.
struct ControlContext: RequestContext {
    typealias Source = ControlContextSource

    var coreContext: CoreRequestContextStorage
    /// Who asks, as the kernel says.
    let peer: PeerIdentity
    /// Completes when the connection is gone, so that nothing goes on only for its sake.
    let connectionClosed: EventLoopFuture<Void>
    /// The login name that the client claims for itself.
    var claimed: String?

    init(source: ControlContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.peer
        connectionClosed = source.connectionClosed
    }

    var maxUploadSize: Int { ControlLimits.requestBody }

    /// The one who acts, for policy and journal.
    var actor: Actor {
        .operator(OperatorIdentity(user: peer.user, group: peer.group, process: peer.process, claimed: claimed))
    }
}
