import ArgumentParser
import ControlAPI

/// `vaultctl alerts`
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Show what the supervision of sign-ins found, and acknowledge it.",
        discussion: """
            What goes on is one alert with a count, however often it happens. An alert that was acknowledged stays in \
            the list; it is raised anew when the thing begins again after a break.

            vaultctl alerts
            vaultctl alerts ack ID
            """,
        subcommands: [List.self, Acknowledge.self],
        defaultSubcommand: List.self)

    /// `vaultctl alerts list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the alerts, newest first.",
            discussion: "vaultctl alerts list --json | jq -r '.alerts[] | select(.acknowledgedAt==null).id'")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let list = try await session.client.send(ControlRequest(.get, ControlPath.alerts), as: AlertList.self)
            guard !session.output.isJSON else { return try session.output.document(list) }
            guard !list.alerts.isEmpty else { return session.output.note("No alerts.") }
            var table = TextTable([
                ("ID", .left), ("LAST (UTC)", .left), ("COUNT", .right), ("WHAT", .left), ("FROM", .left), ("SEEN", .left),
            ])
            for alert in list.alerts {
                table.add([
                    alert.id, Durations.moment(alert.lastAt), "\(alert.count)", Printable.text(alert.message),
                    alert.source.map(Printable.text), alert.acknowledgedAt.map { Durations.moment($0) },
                ])
            }
            for line in table.lines { session.output.line(line) }
        }
    }

    /// `vaultctl alerts ack`
    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack",
            abstract: "Note that an alert was seen.",
            discussion: "vaultctl alerts ack 0123456789abcdef0123456789abcdef")

        @Argument(help: "The id of an alert.")
        var alert: String
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard alert.count == 32, alert.allSatisfy(\.isHexDigit) else {
                throw ValidationError("An id has 32 hexadecimal digits: vaultctl alerts")
            }
        }

        func run() async throws {
            let session = Session(options)
            let done = try await session.client.send(
                ControlRequest(.post, ControlPath.acknowledgement(ofAlert: alert)), as: DoneReport.self)
            guard !session.output.isJSON else { return try session.output.document(done) }
            session.output.line("acknowledged")
        }
    }
}
