import ArgumentParser
import ControlAPI
import Glibc

/// The tool of those who run the machine. Its table of verbs is here; each verb is a file of `Commands`.
@main
struct Vaultctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vaultctl",
        abstract: "Drives vaultd, the digital safe, on the machine it runs on.",
        discussion: """
            None of these verbs can read a safe. Data goes to standard output, everything else to standard error.

            vaultctl status                    how everything is, on one screen
            vaultctl doctor                    what is wrong, and what is left to do
            vaultctl backup                    make a snapshot now, with a bar
            vaultctl user add nour.haddad --first-name Nour --last-name Haddad
            vaultctl purge --dry-run           what is due for deletion, and why
            vaultctl status --json | jq .backup.last.id

            Exit codes: 0 done, 1 failed, 2 wrong usage, 3 incomplete, 4 not found, 5 busy, 6 verification failed, \
            7 refused, 69 no daemon, 75 try again, 77 no permission, 78 needs the operator, 130 interrupted. \
            `status` ends with 0 healthy, 1 degraded, 2 critical, 3 unknown.
            """,
        version: "vaultctl \(Version.text)",
        subcommands: [
            StatusCommand.self, BackupCommand.self, RestoreCommand.self, RotateKeysCommand.self, PurgeCommand.self,
            AuditCommand.self, StructureCommand.self, ManagerCommand.self, UserCommand.self, ReloadCommand.self,
            TLSCommand.self,
            OperationsCommand.self, NoticesCommand.self, AlertsCommand.self, DoctorCommand.self, VersionCommand.self,
        ]
    )

    static func main() async {
        let arguments = CommandLineOrder.normal(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try parseAsRoot(arguments)
            if var verb = command as? any AsyncParsableCommand {
                try await verb.run()
            } else {
                try command.run()
            }
        } catch {
            end(error, arguments: arguments)
        }
    }

    /// Says what went wrong, or shows the help that was asked for, and ends.
    private static func end(_ error: any Error, arguments: [String]) -> Never {
        let ownCode = StatusCommand.isNamed(in: arguments) ? StatusExitCode.unknown.rawValue : nil
        if let failure = error as? ToolFailure {
            let report = failure.naming(arguments.first).report
            let code = ownCode ?? failure.exit.rawValue
            Output.failure(report.ending(with: code), isJSON: arguments.contains("--json"))
            Glibc.exit(code)
        }
        if let ending = error as? Ending { Glibc.exit(ending.code) }
        let isFine = exitCode(for: error).isSuccess
        let code = ownCode ?? ControlAPI.ExitCode.usage.rawValue
        if !isFine, arguments.contains("--json") {
            Output.failure(
                ToolFailure.usage(message(for: error), arguments.first).report.ending(with: code), isJSON: true)
        }
        let text = isFine || !arguments.contains("--json") ? fullMessage(for: error) : ""
        if !text.isEmpty { Output.write(Array((text + "\n").utf8), to: isFine ? STDOUT_FILENO : STDERR_FILENO) }
        guard !isFine else { Glibc.exit(ControlAPI.ExitCode.success.rawValue) }
        Glibc.exit(code)
    }
}

/// Ends the run with a code after everything has been said.
struct Ending: Error {
    let code: Int32

    init(_ code: ControlAPI.ExitCode) { self.code = code.rawValue }
    init(_ code: StatusExitCode) { self.code = code.rawValue }
    init(code: Int32) { self.code = code }
}
