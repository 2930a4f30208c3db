import ArgumentParser
import ControlAPI

/// `vaultctl reload`
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Take over a changed certificate, settings and virus signatures.",
        discussion: """
            No connection is cut. Settings that only a restart can change are named.

            vaultctl reload
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let report = try await session.client.send(ControlRequest(.post, ControlPath.reload), as: ReloadReport.self)
        if session.output.isJSON { try session.output.document(report) } else { Self.show(report, session.output) }
        guard report.needsRestart.isEmpty else { throw Ending(.incomplete) }
    }

    private static func show(_ report: ReloadReport, _ output: Output) {
        output.success(report.changed.isEmpty ? "reloaded: nothing had changed" : "reloaded:")
        for change in report.changed { output.success("  \(Printable.text(change))") }
        for setting in report.needsRestart { output.note("needs a restart: \(Printable.text(setting))") }
    }
}
