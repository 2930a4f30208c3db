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

        @Argument(help: "What the person signs in with: 3 to 64 letters, digits, dots, dashes, underscores.")
        var identifier: String
        @Option(name: .long, help: ArgumentHelp("The structure.", valueName: "id"))
        var structure: StructureArgument
        @Option(name: .customLong("first-name"), help: ArgumentHelp("First name.", valueName: "name"))
        var firstName: String
        @Option(name: .customLong("last-name"), help: ArgumentHelp("Last name.", valueName: "name"))
        var lastName: String
        @Option(name: .customLong("job-title"), help: ArgumentHelp("What they do there.", valueName: "text"))
        var jobTitle: String?
        @Option(name: .long, help: ArgumentHelp("E-mail address.", valueName: "address"))
        var email: String?
        @Option(name: .long, help: ArgumentHelp("Phone number.", valueName: "number"))
        var phone: String?
        @Option(name: .long, help: ArgumentHelp("Language of the pages: fr, en, ar.", valueName: "code"))
        var language: String?
        @Flag(name: .customLong("password-stdin"), help: "Read the first password from standard input.")
        var passwordFromInput = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            var new = NewManagerRequest(
                structure: structure.text, loginName: identifier, firstName: firstName, lastName: lastName)
            new.jobTitle = jobTitle
            new.email = email
            new.phone = phone
            new.language = language
            if passwordFromInput { new.password = try NewPassword.fromInput() }
            let request = try ControlRequest(.post, ControlPath.managers, body: new)
            try NewAccountLines.show(await session.client.send(request, as: NewAccountReport.self), session.output)
        }
    }
}
