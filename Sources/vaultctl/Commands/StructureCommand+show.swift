import ArgumentParser
import ControlAPI

extension StructureCommand {
    /// `vaultctl structure show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a structure: its conventions, its partners, how many people.",
            discussion: "vaultctl structure show 0123456789abcdef0123456789abcdef")

        @Argument(help: "The id of the structure: 32 hexadecimal digits, see vaultctl structure list.")
        var id: StructureArgument
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let request = ControlRequest(.get, ControlPath.structure(id.text))
            let details = try await session.client.send(request, as: StructureDetailsReport.self)
            guard !session.output.isJSON else { return try session.output.document(details) }
            for line in Self.lines(details) { session.output.line(line) }
        }

        private static func lines(_ details: StructureDetailsReport) -> [String] {
            let structure = details.structure
            var lines = ["structure \(structure.id)  \(Printable.text(structure.name))  \(Printable.text(structure.state))"]
            if let contact = details.contact { lines.append("contact          \(Printable.text(contact))") }
            if let contact = details.privacyContact { lines.append("privacy contact  \(Printable.text(contact))") }
            lines.append("managers         \(Sizes.count(details.managers))")
            lines.append("professionals    \(Sizes.count(details.professionals))")
            lines.append("affiliated       \(Sizes.count(details.affiliated))")
            for partner in details.partners { lines.append("partner          \(Printable.text(partner))") }
            var table = TextTable([
                ("CONVENTION", .left), ("FROM (UTC)", .left), ("UNTIL (UTC)", .left), ("ENDED (UTC)", .left),
            ])
            for one in details.conventions {
                table.add([
                    one.id, Durations.moment(one.beginsAt), one.endsAt.map(Durations.moment),
                    one.endedAt.map(Durations.moment),
                ])
            }
            return lines + table.lines
        }
    }
}

/// The id of a structure, as it may stand in a path.
struct StructureArgument: ExpressibleByArgument, Sendable {
    let text: String

    init?(argument: String) {
        let isID =
            argument.utf8.count == 32
            && argument.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isID else { return nil }
        text = argument
    }
}
