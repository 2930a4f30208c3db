import ArgumentParser
import ControlAPI

/// `vaultctl ops`
struct OperationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ops",
        abstract: "List, follow and stop long work in the daemon.",
        discussion: """
            vaultctl ops list
            vaultctl ops watch                 the one that runs
            vaultctl ops cancel ID
            """,
        subcommands: [List.self, Watch.self, Cancel.self],
        defaultSubcommand: List.self)

    /// `vaultctl ops list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List what runs, and what ended since the daemon started.",
            discussion: "vaultctl ops list --json | jq -r '.operations[] | select(.state==\"running\").id'")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let list = try await session.client.send(ControlRequest(.get, ControlPath.operations), as: OperationList.self)
            guard !session.output.isJSON else { return try session.output.document(list) }
            guard !list.operations.isEmpty else { return session.output.note("Nothing since the daemon started.") }
            var table = TextTable([
                ("ID", .left), ("WHAT", .left), ("STATE", .left), ("STARTED (UTC)", .left), ("BY", .left),
            ])
            for operation in list.operations {
                table.add([
                    operation.id, Printable.text(operation.kind.rawValue), Printable.text(operation.state.rawValue),
                    Durations.moment(operation.startedAt), Printable.text(operation.startedBy),
                ])
            }
            for line in table.lines { session.output.line(line) }
        }
    }

    /// `vaultctl ops watch`
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "watch",
            abstract: "Follow an operation to its end, and end as it ends.",
            discussion: """
                vaultctl ops watch                 the newest one that runs
                vaultctl ops watch ID --json       its events, one JSON line each
                """)

        @Argument(help: "The id of an operation.")
        var operation: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws { try operation.map(OperationsCommand.requireID) }

        func run() async throws {
            let session = Session(options)
            let follower = OperationFollower(session: session)
            let id = if let operation { operation } else { try await newestRunning(session.client) }
            try follower.finish(await follower.follow(id))
        }

        private func newestRunning(_ client: ControlClient) async throws -> String {
            let list = try await client.send(ControlRequest(.get, ControlPath.operations), as: OperationList.self)
            guard let running = list.operations.first(where: { $0.state == .running }) else {
                throw ToolFailure("nothingRuns", "No operation is running.", hint: "vaultctl ops list", exit: .notFound)
            }
            return running.id
        }
    }

    /// `vaultctl ops cancel`
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "Stop an operation where it can be stopped.",
            discussion: """
                What it has done so far is whole: a half-made snapshot is removed, a rotation continues next time.

                vaultctl ops cancel ID
                """)

        @Argument(help: "The id of an operation.")
        var operation: String
        @OptionGroup var options: GlobalOptions

        func validate() throws { try OperationsCommand.requireID(operation) }

        func run() async throws {
            let session = Session(options)
            let request = ControlRequest(.delete, ControlPath.operation(operation))
            let report = try await session.client.send(request, as: OperationReport.self)
            guard !session.output.isJSON else { return try session.output.document(report) }
            session.output.success("asked \(report.kind.rawValue) to stop; see it end with: vaultctl ops watch \(report.id)")
        }
    }

    /// An id goes into a path, so nothing else may pass.
    private static func requireID(_ text: String) throws {
        let isID =
            text.utf8.count == 32
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
            }
        guard isID else {
            throw ValidationError("\(Printable.text(text)) is no id of an operation: vaultctl ops list")
        }
    }
}
