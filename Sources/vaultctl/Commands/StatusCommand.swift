import ArgumentParser
import ControlAPI
import Glibc

/// `vaultctl status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how everything is, on one screen.",
        discussion: """
            Ends with 0 healthy, 1 degraded, 2 critical, 3 not running or unknown (wrong usage too), so that it \
            serves as a monitoring check as it stands. Each alert says what to type. Times are UTC.

            vaultctl status
            vaultctl status --watch            redraw every 2 seconds
            vaultctl status --watch=10
            vaultctl status --json | jq -r .health
            """)

    @Option(
        name: .long, defaultAsFlag: WatchInterval(seconds: 2),
        help: ArgumentHelp("Show it again every so many seconds.", valueName: "seconds"))
    var watch: WatchInterval?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard let watch else { return }
        guard (0.1...86400).contains(watch.seconds) else {
            throw ValidationError("--watch must be between 0.1 and 86400 seconds.")
        }
    }

    func run() async throws {
        let session = Session(options)
        guard let watch else { throw Ending(try await show(session, isRepeated: false)) }
        while true {
            _ = try await show(session, isRepeated: true)
            try await Task.sleep(for: .seconds(watch.seconds))
        }
    }

    private func show(_ session: Session, isRepeated: Bool) async throws -> StatusExitCode {
        let bytes = try await session.client.send(ControlRequest(.get, ControlPath.status))
        let report = try ControlClient.decode(StatusReport.self, from: bytes)
        guard !session.output.isJSON else {
            isRepeated ? session.output.raw(bytes) : try session.output.document(report)
            return report.health.exit
        }
        let terminal = Terminal(descriptor: STDOUT_FILENO)
        let screen = StatusScreen(report: report, width: terminal.width, hasColour: session.output.hasColour)
        let text = screen.lines.joined(separator: "\n")
        session.output.line(isRepeated && terminal.isInteractive ? "\u{1B}[H\u{1B}[2J\(text)" : text)
        return report.health.exit
    }

    /// Whether this verb was called, right or wrong: its exit codes are its own.
    static func isNamed(in arguments: [String]) -> Bool { arguments.first == configuration.commandName }
}

/// The seconds behind `--watch`. Every text is taken, since the parser would drop one that it cannot read, and a check
/// of a monitoring system that was mistyped would then run for ever.
struct WatchInterval: ExpressibleByArgument, CustomStringConvertible, Sendable {
    /// Not a number where the text is none.
    let seconds: Double

    init(seconds: Double) { self.seconds = seconds }

    init?(argument: String) { seconds = Double(argument) ?? .nan }

    var description: String { "\(seconds)" }
}
