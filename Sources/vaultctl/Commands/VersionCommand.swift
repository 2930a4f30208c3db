import ArgumentParser
import ControlAPI

/// `vaultctl version`
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the versions of the tool and of the running daemon.",
        discussion: "vaultctl version")

    @OptionGroup var options: GlobalOptions

    /// What `--json` prints.
    private struct Versions: Encodable {
        let vaultctl: String
        let vaultd: String
        let api: String
    }

    func run() async throws {
        let session = Session(options)
        if !session.output.isJSON { session.output.line("vaultctl \(Version.text)") }
        let daemon = try await session.client.send(ControlRequest(.get, ControlPath.version), as: VersionReport.self)
        guard !session.output.isJSON else {
            return try session.output.document(
                Versions(vaultctl: Version.text, vaultd: daemon.version, api: daemon.api))
        }
        session.output.line("vaultd   \(daemon.version) (control interface \(daemon.api))")
    }
}
