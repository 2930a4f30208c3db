import CSystemd
import Glibc
import Synchronization

/// What vaultd says to systemd and takes from it. Outside systemd every call does nothing.
enum Systemd {
    /// Tells where the daemon is on its way.
    enum News {
        /// It serves. `status` is what `systemctl status` shows.
        case ready(status: String)
        /// A line for `systemctl status`.
        case status(String)
        /// A reload begins; `.ready` ends it.
        case reloading
        /// It stops.
        case stopping
        /// It lives: the watchdog waits again from here.
        case alive
        /// It is still starting and needs this much longer.
        case extendStart(Duration)

        /// The assignments of sd_notify(3).
        var text: String {
            switch self {
            case .ready(let status): "READY=1\nSTATUS=\(Self.oneLine(status))"
            case .status(let status): "STATUS=\(Self.oneLine(status))"
            case .reloading: "RELOADING=1\nSTATUS=Reloading"
            case .stopping: "STOPPING=1\nSTATUS=Stopping"
            case .alive: "WATCHDOG=1"
            case .extendStart(let time): "EXTEND_TIMEOUT_USEC=\(time.inWholeMicroseconds)"
            }
        }

        private static func oneLine(_ text: String) -> String { text.replacing("\n", with: " ") }
    }

    /// Sends news; false where nobody listens or the socket refused it.
    @discardableResult
    static func tell(_ news: News) -> Bool { sd_notify(0, news.text) > 0 }

    /// How often the watchdog wants to hear of us; nil when there is none.
    static var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    /// The sockets that were handed over, by their names. To be called once: the variables are removed, so that
    /// no child inherits the claim.
    static func takeSockets() -> HandedSockets {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count > 0, let names else { return HandedSockets(byName: [:]) }
        defer {
            for index in 0..<Int(count) { free(names[index]) }
            free(names)
        }
        var byName: [String: [CInt]] = [:]
        for index in 0..<Int(count) {
            guard let name = names[index] else { continue }
            byName[String(cString: name), default: []].append(SD_LISTEN_FDS_START + CInt(index))
        }
        return HandedSockets(byName: byName)
    }
}

/// Listening sockets from systemd. They are chosen by `FileDescriptorName=`, never by their order.
struct HandedSockets: Sendable {
    let byName: [String: [CInt]]

    /// The HTTPS sockets.
    var https: [CInt] { byName["https"] ?? [] }
    /// The sockets of plain HTTP.
    var redirect: [CInt] { byName["http"] ?? [] }
    /// The control sockets.
    var control: [CInt] { byName["control"] ?? [] }
    /// Names that mean nothing here.
    var unknown: [String] { byName.keys.filter { !["https", "http", "control"].contains($0) }.sorted() }
}

extension Duration {
    /// The duration in whole microseconds.
    var inWholeMicroseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
