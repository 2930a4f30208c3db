import ArgumentParser
import ControlAPI

extension StructureCommand {
    /// `vaultctl structure end`
    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "end",
            abstract: "End the convention of a structure and of its partners.",
            discussion: """
                Shows what it will do, asks, then does it in one step: the professionals and managers who had no other \
                structure are out at once, with every open session. The people whom they followed keep their safes and \
                sign in as before. Without a terminal it needs --yes.

                vaultctl structure end 0123456789abcdef0123456789abcdef --dry-run
                vaultctl structure end 0123456789abcdef0123456789abcdef
                """)

        @Argument(help: "The id of the structure: 32 hexadecimal digits, see vaultctl structure list.")
        var id: StructureArgument
        @Flag(name: .customLong("dry-run"), help: "Show what it would do, do nothing.")
        var dryRun = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let path = ControlPath.end(ofStructure: id.text)
            let plan = try await session.client.send(ControlRequest(.get, path), as: StructureEndReport.self)
            if dryRun, session.output.isJSON { return try session.output.document(plan) }
            if !session.output.isJSON { Self.show(plan, session.output) }
            guard !dryRun, !plan.parts.isEmpty || session.output.isJSON else { return }
            try session.confirm(
                "End \(Sizes.count(plan.parts.count, "structure")) for good?", about: "vaultctl structure end")
            let done = try await session.client.send(ControlRequest(.post, path), as: StructureEndReport.self)
            guard !session.output.isJSON else { return try session.output.document(done) }
            session.output.success(Self.summary(done))
        }

        private static func show(_ plan: StructureEndReport, _ output: Output) {
            guard !plan.parts.isEmpty else { return output.success("It has ended already: there is nothing to do.") }
            var table = TextTable([
                ("STRUCTURE", .left), ("", .left), ("PROFESSIONALS", .right), ("MANAGERS", .right),
                ("PEOPLE FOLLOWED", .right),
            ])
            for part in plan.parts {
                table.add([
                    Printable.text(part.name), part.isPartner ? "partner" : "", Sizes.count(part.professionals),
                    Sizes.count(part.managers), Sizes.count(part.affiliated),
                ])
            }
            for line in table.lines { output.line(line) }
            output.line(
                "This disables \(Sizes.count(plan.disabledAccounts, "account")) of staff and ends \(Sizes.count(plan.sessions, "session"))."
            )
            output.line(
                "The people followed keep their safes and sign in as before; nobody of these structures sees them any more.")
        }

        private static func summary(_ done: StructureEndReport) -> String {
            let time = done.seconds.map { " in \(Durations.text(seconds: $0))" } ?? ""
            return """
                \(Sizes.count(done.parts.count, "structure")) ended, \(Sizes.count(done.disabledAccounts, "account")) disabled, \
                \(Sizes.count(done.sessions, "session")) ended\(time).
                """
        }
    }
}
