import ArgumentParser
import ControlAPI

/// `vaultctl structure`
struct StructureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "structure",
        abstract: "Add and list structures: the organisations that accompany people.",
        discussion: """
            vaultctl structure add 'Accueil de jour Les Tilleuls'
            vaultctl structure list
            """,
        subcommands: [Add.self, List.self])

    /// `vaultctl structure add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a structure; prints its id.",
            discussion: "vaultctl structure add 'Accueil de jour Les Tilleuls'")

        @Argument(help: "The name as people know it.")
        var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let request = try ControlRequest(.post, ControlPath.structures, body: NewStructureRequest(name: name))
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
            var table = TextTable([("ID", .left), ("NAME", .left)])
            for structure in list.structures { table.add([structure.id, Printable.text(structure.name)]) }
            for line in table.lines { session.output.line(line) }
        }
    }
}
