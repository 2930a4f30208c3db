import ArgumentParser
import ControlAPI
import Glibc

/// `vaultctl doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what keeps the service from working, and for what is left to do.",
        discussion: """
            Also works while the daemon is down. Each line that is not `ok` says what to type. Changes nothing.

            Ends with 0 when nothing is wrong, 1 with warnings, 2 when something does not work.

            vaultctl doctor
            vaultctl doctor --json | jq -r '.findings[] | select(.level == "failure").text'
            """)

    @Option(name: .long, help: ArgumentHelp("The settings (\(Places.packagedSettings)).", valueName: "path"))
    var config = Places.packagedSettings
    @OptionGroup var options: GlobalOptions

    private struct Report: Encodable {
        let findings: [Finding]
    }

    func run() async throws {
        let session = Session(options)
        let findings = await look(session)
        if session.output.isJSON {
            try session.output.document(Report(findings: findings))
        } else {
            for finding in findings { show(finding, on: session.output) }
        }
        let code = findings.exitCode
        guard code == 0 else { throw Ending(code: code) }
    }

    private func look(_ session: Session) async -> [Finding] {
        let (settings, places) = Self.settings(config)
        let machine = MachineFindings(places: places, isRoot: geteuid() == 0)
        let units = SystemdFindings.all()
        let daemon = units.isDown ? [] : await DaemonFindings.all(session.client)
        return units.findings + [settings] + TextFindings.all(places, config: config)
            + PostFindings.all(places, config: config, isRoot: machine.isRoot) + daemon + [
                machine.keyFile(), machine.keyCopy(), machine.state(), machine.signatures(now: time(nil)), machine.memory(),
                machine.hostName(), Self.clock(),
            ]
    }

    private func show(_ finding: Finding, on output: Output) {
        guard finding.level != .ok || !output.isQuiet else { return }
        let colour = [Finding.Level.ok: "32", .note: "36", .warning: "33", .failure: "31"][finding.level] ?? "0"
        let label = finding.level.label
        output.line(
            (output.hasColour ? "\u{1B}[\(colour)m\(label)\u{1B}[0m" : label) + "  " + Printable.text(finding.text))
        if let hint = finding.hint, finding.level != .ok { output.line("      -> \(Printable.text(hint))") }
    }

    /// The settings as the daemon judges them.
    private static func settings(_ path: String) -> (Finding, Places) {
        guard let check = ChildProcess.run(VaultdProgram.path, ["--check-config", path, "--places"]) else {
            return (
                Finding(.failure, "the program vaultd cannot be started", hint: "apt install --reinstall vaultd"),
                Places(saidByDaemon: "")
            )
        }
        let places = Places(saidByDaemon: check.output)
        guard check.code == 0 else {
            let said = check.output.split(separator: "\n").map { $0.replacing("vaultd: ", with: "") }.joined(separator: "; ")
            return (Finding(.failure, said, hint: "mend it, then: systemctl restart vaultd"), places)
        }
        return (Finding(.ok, "settings \(path)"), places)
    }

    private static func clock() -> Finding {
        let asked = ChildProcess.run("timedatectl", ["show", "--property=NTPSynchronized", "--value"])
        guard let asked, asked.code == 0 else {
            return Finding(.note, "it cannot be told whether the clock is set by a time server")
        }
        guard asked.output.hasPrefix("no") else { return Finding(.ok, "the clock is set by a time server") }
        return Finding(
            .note, "the clock is not set by a time server; snapshots and purges go by it",
            hint: "apt install systemd-timesyncd")
    }
}
