import ArgumentParser
import ControlAPI

/// `vaultctl manager`
struct ManagerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manager",
        abstract: "Add the managers of structures.",
        subcommands: [Add.self])

    /// `vaultctl manager add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add the manager of a structure, who then runs its professionals.",
            discussion: """
                Prints the identifier and a temporary password, once and nowhere else; the person chooses their own \
                at the first sign-in.

                vaultctl manager add mona.chef --structure ID --first-name Mona --last-name Chef
                """)

        @OptionGroup var person: NewPersonOptions
        @Option(
            name: .long,
            help: ArgumentHelp(
                "The id of the structure: 32 hexadecimal digits, see vaultctl structure list.", valueName: "id"))
        var structure: StructureArgument
        @Option(name: .customLong("job-title"), help: ArgumentHelp("What they do there.", valueName: "text"))
        var jobTitle: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            var new = NewManagerRequest(
                structure: structure.text, loginName: person.identifier, firstName: person.firstName,
                lastName: person.lastName)
            new.jobTitle = jobTitle
            new.email = person.email
            new.phone = person.phone
            new.language = person.language
            if person.passwordFromInput { new.password = try NewPassword.fromInput() }
            let request = try ControlRequest(.post, ControlPath.managers, body: new)
            try NewAccountLines.show(await session.client.send(request, as: NewAccountReport.self), session.output)
        }
    }
}
