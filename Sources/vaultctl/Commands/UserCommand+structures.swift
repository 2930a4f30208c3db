import ArgumentParser
import ControlAPI

extension UserCommand {
    /// For which structure something is done to an account of staff, and why (ROL-03).
    struct StructureOrder: ParsableArguments {
        @Option(
            name: .long,
            help: ArgumentHelp(
                "The id of the structure: 32 hexadecimal digits, see vaultctl structure list.", valueName: "id"))
        var structure: StructureArgument
        @Option(
            name: .long,
            help: ArgumentHelp(
                "Who asked for it, and why. Of a professional, the managers of the structure read it.", valueName: "text"))
        var reason: String
    }

    /// `vaultctl user habilitate`
    struct Habilitate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "habilitate",
            abstract: "Let a professional or manager act for one more structure.",
            discussion: """
                An account that was disabled because it had no structure left can sign in again. Who was invited and never \
                came in waits for the invitation again: the manager of the structure sends it anew, on the page of the team.

                vaultctl user habilitate claire.martin --structure ID --reason 'Asked by Mona'
                """)

        @Argument(help: "The identifier of the professional or manager.")
        var identifier: String
        @OptionGroup var order: StructureOrder
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let body = NewHabilitationRequest(loginName: identifier, structure: order.structure.text, reason: order.reason)
            let request = try ControlRequest(.post, ControlPath.habilitations, body: body)
            let made = try await session.client.send(request, as: HabilitationReport.self)
            guard !session.output.isJSON else { return try session.output.document(made) }
            session.output.line("habilitation \(made.id)")
            guard made.waitsForInvitation else { return }
            session.output.note(
                """
                Nobody has come into the account yet. The manager of the structure can send the invitation again, on the \
                page of the team.
                """)
        }
    }

    /// `vaultctl user remove`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Take a professional or manager out of a structure for good.",
            discussion: """
                What the manager of the structure does on the page of the team; here at the manager's request. Every \
                session of the account ends at once. Without another structure the account is disabled, and comes back \
                by vaultctl user habilitate. No safe is touched.

                vaultctl user remove claire.martin --structure ID --reason 'Asked by Mona'
                """)

        @Argument(help: "The identifier, or the id of the account.")
        var account: String
        @OptionGroup var order: StructureOrder
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let body = RemovalRequest(account: account, structure: order.structure.text, reason: order.reason)
            let request = try ControlRequest(.post, ControlPath.removals, body: body)
            let done = try await session.client.send(request, as: RemovalReport.self)
            guard !session.output.isJSON else { return try session.output.document(done) }
            session.output.success(Self.summary(done))
        }

        private static func summary(_ done: RemovalReport) -> String {
            let ended = "Removed from the structure, \(Sizes.count(done.sessions, "session")) ended."
            return done.isDisabled ? "\(ended) The account has no other structure and is disabled." : ended
        }
    }
}
