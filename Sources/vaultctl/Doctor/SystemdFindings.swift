/// What systemd knows of the service.
enum SystemdFindings {
    static let sockets = ["vaultd.socket": 443, "vaultd-http.socket": 80]
    /// Without these the safes are still there for people.
    private static let spare: Set = ["vaultd-http.socket", "vaultd-post.socket"]

    /// The units, as `systemctl show` tells of them; where there is no systemd, that.
    ///
    /// - Returns: what was found, and whether the service is known to be down. To ask it then would start it, and what
    ///   keeps it down would come again and again.
    static func all() -> (findings: [Finding], isDown: Bool) {
        let units = ["vaultd.service", "vaultd.socket", "vaultd-control.socket", "vaultd-http.socket", "vaultd-post.socket"]
        let asked = ["show", "--property=Id,LoadState,ActiveState,SubState,Result,NRestarts"] + units
        guard let answer = ChildProcess.run("systemctl", asked), answer.code == 0 else {
            return ([Finding(.note, "systemd cannot be asked here")], false)
        }
        let facts = parse(answer.output)
        guard facts.contains(where: { $0["LoadState"] == "loaded" }) else {
            return ([Finding(.note, "the units of the package are not installed")], false)
        }
        let isDown = facts.contains { $0["Id"] == "vaultd.service" && ["inactive", "failed"].contains($0["ActiveState"]) }
        return (facts.map { finding($0, holder: PortHolder.name(ofPort:)) }, isDown)
    }

    /// `KEY=value` lines in blocks with a blank line between.
    static func parse(_ text: String) -> [[String: String]] {
        text.split(separator: "\n\n").map { block in
            let pairs = block.split(separator: "\n").compactMap { line -> (String, String)? in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }
            return Dictionary(pairs, uniquingKeysWith: { $1 })
        }
    }

    /// How one unit stands.
    static func finding(_ unit: [String: String], holder: (Int) -> String?) -> Finding {
        let name = unit["Id"] ?? "?"
        let state = unit["ActiveState"] ?? "unknown"
        if state == "active" {
            let restarts = Int(unit["NRestarts"] ?? "") ?? 0
            guard restarts < 3 else {
                return Finding(
                    .warning, "\(name) is up, but was restarted \(restarts) times", hint: "journalctl -u \(name) -e")
            }
            return Finding(.ok, "\(name) is up")
        }
        if let port = sockets[name], let other = holder(port) {
            let level: Finding.Level = port == 443 ? .failure : .warning
            return Finding(
                level, "port \(port) is taken by \(other), so \(name) is \(state)",
                hint: "stop that program, then: systemctl start \(name) vaultd; or another port: systemctl edit \(name)")
        }
        let level: Finding.Level = spare.contains(name) ? .warning : .failure
        let isTransient = ["activating", "deactivating", "reloading"].contains(state)
        return Finding(
            isTransient ? .warning : level, "\(name) is \(state) (\(unit["Result"] ?? "?"))",
            hint: "journalctl -u \(name) -e; systemctl start \(name)")
    }
}
