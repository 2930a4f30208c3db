/// Whether mail and SMS can leave the machine.
enum PostFindings {
    /// Where the units of the package meet.
    static let socket = "/run/vaultd/post.sock"
    private static let manual = "README.Debian, \"Mail and SMS\""

    /// Asks the unit that sends, as root; nothing where nothing is to be sent, or where the daemon was not installed by
    /// its package and sends by itself.
    static func all(_ places: Places, config: String, isRoot: Bool) -> [Finding] {
        guard places.sendsNotices else { return [] }
        let asked = ["show", "--property=Id,LoadState,PrivateNetwork", "vaultd-post.socket", "vaultd.service"]
        guard let answer = ChildProcess.run("systemctl", asked), answer.code == 0 else { return [] }
        let units = SystemdFindings.parse(answer.output)
        guard units.contains(where: { $0["Id"] == "vaultd-post.socket" && $0["LoadState"] == "loaded" }) else { return [] }
        let isOpen = units.contains { $0["Id"] == "vaultd.service" && $0["PrivateNetwork"] == "no" }
        let network = isOpen ? [opened] : []
        guard isRoot else {
            return [Finding(.note, "whether mail and SMS can leave is for root to ask", hint: "sudo vaultctl doctor")]
                + network
        }
        guard let said = ChildProcess.run(VaultdProgram.path, ["--config", config, "--ask-post", socket]) else {
            return network
        }
        return [finding(code: said.code, said: said.output)] + network
    }

    /// What the program said amounts to.
    static func finding(code: Int32?, said: String) -> Finding {
        let text = said.split(separator: "\n").joined(separator: "; ")
        guard code != 0 else { return Finding(.ok, text) }
        return Finding(
            .failure, "mail and SMS cannot leave: \(text)",
            hint: "systemctl status vaultd-post.socket; journalctl -n 20 -u 'vaultd-post@*'; \(manual)")
    }

    private static let opened = Finding(
        .warning, "a drop-in gives the unit with the keys a network that it does not need any more",
        hint: "ls /etc/systemd/system/vaultd.service.d; \(manual)")
}
