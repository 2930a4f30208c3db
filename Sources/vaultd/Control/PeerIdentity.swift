import Glibc
import NIOCore

/// Who is at the other end of a control connection, as the kernel says it at the moment of connecting. Read once
/// for each connection and kept in a field of its own: nothing that a client sends can ever stand in its place.
struct PeerIdentity: Sendable, Equatable {
    let user: UInt32
    let group: UInt32
    let process: Int32
    /// Supplementary groups.
    let groups: [UInt32]

    /// Whether the peer's process belongs to a group.
    func isMember(of group: UInt32) -> Bool { self.group == group || groups.contains(group) }
}

/// The connection is none whose peer the kernel can name.
struct PeerUnknown: Error {}

extension PeerIdentity {
    /// Asks the kernel about the peer of a Unix-domain connection.
    ///
    /// The family is checked first, since asking another kind of socket does not fail by itself.
    static func read(from channel: any Channel) -> EventLoopFuture<PeerIdentity> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(PeerUnknown())
        }
        let domain: EventLoopFuture<CInt> = socket.unsafeGetSocketOption(level: .socket, name: .domain)
        return domain.flatMapThrowing { domain in
            guard domain == AF_UNIX else { throw PeerUnknown() }
        }.flatMap { () -> EventLoopFuture<Credentials> in
            socket.unsafeGetSocketOption(level: .socket, name: .peerCredentials)
        }.flatMap { credentials in
            groups(of: socket).map { groups in
                PeerIdentity(
                    user: credentials.user, group: credentials.group, process: credentials.process, groups: groups)
            }
        }
    }

    /// The supplementary groups. NIO does not say how much of the buffer the kernel filled; it hands groups over in
    /// ascending order, so zeros at the end are the buffer's own. A process with more groups than fit counts as one
    /// without any.
    private static func groups(of socket: any SocketOptionProvider) -> EventLoopFuture<[UInt32]> {
        let buffer: EventLoopFuture<GroupBuffer> = socket.unsafeGetSocketOption(level: .socket, name: .peerGroups)
        return buffer.map { buffer in
            var groups = (0..<buffer.count).map { buffer[$0] }
            while groups.last == 0 { groups.removeLast() }
            return groups
        }.flatMapErrorThrowing { error in
            guard let error = error as? IOError, error.errnoCode == ERANGE else { throw error }
            return []
        }
    }

    private typealias GroupBuffer = InlineArray<1024, UInt32>

    /// `struct ucred` of <sys/socket.h>, which needs a macro that Swift cannot set.
    private struct Credentials {
        let process: Int32
        let user: UInt32
        let group: UInt32
    }
}

extension NIOBSDSocket.Option {
    /// `SO_DOMAIN`
    fileprivate static let domain = NIOBSDSocket.Option(rawValue: 39)
    /// `SO_PEERCRED`
    fileprivate static let peerCredentials = NIOBSDSocket.Option(rawValue: 17)
    /// `SO_PEERGROUPS`
    fileprivate static let peerGroups = NIOBSDSocket.Option(rawValue: 59)
}
