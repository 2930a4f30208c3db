import NIOCore

/// Where the plain HTTP port sends people (T-13).
struct RedirectTarget: Sendable {
    /// The names of the settings; the first is the one to send to.
    let hostNames: [String]
    /// The port of HTTPS.
    let port: Int

    /// The HTTPS address for a request; nil for one that cannot have come from a browser.
    ///
    /// A `Host` that the settings know is kept. With no names in the settings, any well-formed one is: it is the
    /// asker's own, and nothing here is cached for others.
    func location(host: String?, target: String) -> String? {
        guard let path = Self.path(of: target), let name = name(asked: host.flatMap(Self.name)) else { return nil }
        return "https://" + name + (port == 443 ? "" : ":\(port)") + path
    }

    private func name(asked: String?) -> String? {
        guard let first = hostNames.first else { return asked }
        guard let asked, hostNames.contains(where: { $0.lowercased() == asked.lowercased() }) else { return first }
        return asked
    }

    /// The host of a `Host` field without its port; nil where it is neither a host name nor an address.
    private static func name(of field: String) -> String? {
        if field.hasPrefix("[") {
            guard let end = field.firstIndex(of: "]") else { return nil }
            let address = String(field[field.index(after: field.startIndex)..<end])
            return isAddress(address) ? "[\(address)]" : nil
        }
        let name = String(field.prefix { $0 != ":" })
        return MachineNames.isHostName(name) || isAddress(name) ? name : nil
    }

    private static func isAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

    /// Path and query of a request's target; an absolute one (RFC 9112 3.2.2) loses its scheme and host.
    private static func path(of target: String) -> String? {
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        if target.hasPrefix("/") { return target }
        guard target.hasPrefix("http://") else { return nil }
        let rest = target.dropFirst("http://".count)
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
}
