import Engine

/// What a peer of the control socket is to the service.
enum ControlRole: Sendable, CaseIterable {
    /// User 0.
    case root
    /// The daemon's own user: timers and hooks that run as it.
    case daemon
    /// A member of the operators' group.
    case member
    /// Anyone else.
    case stranger
}

/// Says who may do what over the control socket. Pure: the same peer gets the same answer.
struct ControlAuthority: Sendable, Equatable {
    /// The user that the daemon runs as.
    let daemonUser: UInt32
    /// The operators' group; nil where there is none.
    let group: UInt32?

    /// What the peer is.
    func role(of peer: PeerIdentity) -> ControlRole {
        if peer.user == 0 { return .root }
        if peer.user == daemonUser { return .daemon }
        if let group, peer.isMember(of: group) { return .member }
        return .stranger
    }

    /// Whether a role may do an act. Operators may do everything but replace the store: that takes root, who could
    /// replace its files anyway.
    static func allows(_ role: ControlRole, _ action: Action) -> Bool {
        switch role {
        case .root, .daemon: true
        case .member: action != .restore
        case .stranger: false
        }
    }
}
