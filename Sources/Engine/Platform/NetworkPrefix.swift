import Glibc

/// The part of a network address that stands for one subscriber: all of an IPv4 address, the first 64 bits of an
/// IPv6 one, of which a subscriber has 2^64.
enum NetworkPrefix {
    /// The prefix in a canonical form. What is no address stands for itself.
    static func of(_ address: String) -> String {
        let text = String(address.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return "4:" + Hex.encode(withUnsafeBytes(of: four) { Array($0) }) }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return "?:" + address }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        // ::ffff:a.b.c.d is an IPv4 peer of a socket that takes both.
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
        return isMapped ? "4:" + Hex.encode(bytes[12...]) : "6:" + Hex.encode(bytes[..<8])
    }

    /// A prefix as people write it: `192.0.2.7`, `2001:db8:0:1::/64`.
    static func readable(_ prefix: String) -> String {
        let bytes = Hex.decode(String(prefix.dropFirst(2))) ?? []
        switch (prefix.prefix(2), bytes.count) {
        case ("4:", 4): return bytes.map(String.init).joined(separator: ".")
        case ("6:", 8):
            let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
            return groups.joined(separator: ":") + "::/64"
        default: return String(prefix.dropFirst(2))
        }
    }
}
