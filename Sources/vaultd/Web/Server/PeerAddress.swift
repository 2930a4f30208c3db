import NIOCore

/// The address at the other end of a connection, in the one form that limits, journal and log use:
/// an IPv4 address that came in over an IPv6 socket is an IPv4 address.
struct PeerAddress: Hashable, Sendable {
    /// `192.0.2.7` or `2001:db8::7`; empty where there is none (Unix sockets, tests).
    let text: String
    /// What connection limits count by: the IPv4 address, or the first 64 bits of the IPv6 address, since
    /// a subscriber holds a whole /64.
    let network: [UInt8]

    /// Reads the peer's address; nil gives the nameless peer.
    init(_ address: SocketAddress?) {
        guard let address, let bytes = address.packedBytes else {
            self.text = ""
            self.network = []
            return
        }
        if bytes.count == 16, bytes[0..<12].elementsEqual(Self.mappedPrefix) {
            self.text = bytes[12...].map(String.init).joined(separator: ".")
            self.network = Array(bytes[12...])
        } else {
            self.text = address.ipAddress ?? ""
            self.network = bytes.count == 16 ? Array(bytes[0..<8]) : bytes
        }
    }

    /// `::ffff:0:0/96` (RFC 4291 2.5.5.2).
    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}

extension SocketAddress {
    /// The 4 or 16 bytes of an IP address, in the order of the network; nil for other addresses.
    var packedBytes: [UInt8]? {
        // Behind the family and the port stands an IPv4 address, and behind four bytes more, the flow label,
        // an IPv6 one (struct sockaddr_in, sockaddr_in6).
        let range: Range<Int>
        switch self {
        case .v4: range = 4..<8
        case .v6: range = 8..<24
        default: return nil
        }
        return withSockAddr { Array(UnsafeRawBufferPointer(start: $0, count: $1)[range]) }
    }
}
