import ArgumentParser
import ControlAPI

/// `vaultctl structure`
struct StructureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "structure",
        abstract: "Add, list and end structures: the organisations that accompany people.",
        discussion: """
            vaultctl structure add 'Accueil de jour Les Tilleuls' --until 2028-12-31
            vaultctl structure list
            vaultctl structure end 0123456789abcdef0123456789abcdef --dry-run
            """,
        subcommands: [Add.self, List.self, Show.self, End.self])

    /// `vaultctl structure add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a structure with its convention; prints its id.",
            discussion: """
                vaultctl structure add 'Accueil de jour Les Tilleuls'
                vaultctl structure add 'Les Amis du port' --partner-of ID --until 2027-06-30
                """)

        @Argument(help: "The name as people know it.")
        var name: String
        @Option(name: .long, help: ArgumentHelp("First day of the convention.", valueName: "YYYY-MM-DD"))
        var from: String?
        @Option(name: .long, help: ArgumentHelp("Last day of the convention.", valueName: "YYYY-MM-DD"))
        var until: String?
        @Option(
            name: .customLong("partner-of"),
            help: ArgumentHelp("The structure on whose convention it hangs.", valueName: "id"))
        var partnerOf: String?
        @Option(name: .long, help: ArgumentHelp("How people reach it.", valueName: "text"))
        var contact: String?
        @Option(
            name: .customLong("privacy-contact"),
            help: ArgumentHelp("Who answers about personal data.", valueName: "text"))
        var privacyContact: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            var new = NewStructureRequest(name: name)
            new.from = from
            new.until = until
            new.partnerOf = partnerOf
            new.contact = contact
            new.privacyContact = privacyContact
            let request = try ControlRequest(.post, ControlPath.structures, body: new)
            let structure = try await session.client.send(request, as: StructureReport.self)
            guard !session.output.isJSON else { return try session.output.document(structure) }
            session.output.line("structure \(structure.id)  \(Printable.text(structure.name))")
        }
    }

    /// `vaultctl structure list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the structures.",
            discussion: "vaultctl structure list --json | jq -r '.structures[].name'")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let list = try await session.client.send(ControlRequest(.get, ControlPath.structures), as: StructureList.self)
            guard !session.output.isJSON else { return try session.output.document(list) }
            guard !list.structures.isEmpty else {
                return session.output.note("No structures yet: vaultctl structure add NAME")
            }
            var table = TextTable([("ID", .left), ("STATE", .left), ("NAME", .left)])
            for structure in list.structures {
                table.add([structure.id, Printable.text(structure.state), Printable.text(structure.name)])
            }
            for line in table.lines { session.output.line(line) }
        }
    }
}
