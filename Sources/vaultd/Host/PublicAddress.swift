import Engine

/// The address under which people reach the pages, as far as the daemon can know it.
struct PublicAddress: Sendable, Equatable {
    let text: String

    /// The first host name of the settings, or the first address that is a place and not "everywhere", or the name of
    /// the machine.
    init(_ web: Settings.Web, port: Int) {
        let places = web.addresses.filter { $0 != "::" && $0 != "0.0.0.0" }
        let host =
            web.hostNames.first ?? places.first ?? MachineNames.ofThisMachine(configured: []).hosts.first ?? "localhost"
        let name = host.contains(":") ? "[\(host)]" : host
        text = "https://\(name)" + (port == 443 ? "" : ":\(port)")
    }
}
