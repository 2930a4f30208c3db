import ArgumentParser
import ControlAPI

/// `vaultctl audit`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check the journal of who did what.",
        subcommands: [Verify.self])

    /// `vaultctl audit verify`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Walk the journal's chain from its start to its end.",
            discussion: """
                Finds any edited, removed or inserted event and ends with 6 then.

                vaultctl audit verify
                """)

        @OptionGroup var wait: WaitOptions
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let follower = OperationFollower(session: Session(options))
            try follower.finish(await follower.start(ControlRequest(.post, ControlPath.auditVerifications), wait))
        }
    }
}
