import ArgumentParser
import ControlAPI

/// `vaultctl user`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add, suspend and enable accounts.",
        subcommands: [Add.self, Suspend.self, Enable.self, Habilitate.self])

    /// `vaultctl user add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add the account and the safe of a beneficiary.",
            discussion: """
                Prints the identifier and a temporary password, once and nowhere else; the person chooses their own \
                at the first sign-in. A password never goes on the command line, where every user of the machine \
                could read it.

                vaultctl user add nour.haddad --first-name Nour --last-name Haddad
                vaultctl user add nour.haddad --first-name Nour --last-name Haddad --language ar --phone +33611223344
                pass show nour | vaultctl user add nour.haddad --first-name Nour --last-name Haddad --password-stdin
                """)

        @Argument(help: "What the person signs in with: 3 to 64 letters, digits, dots, dashes, underscores.")
        var identifier: String
        @Option(name: .customLong("first-name"), help: ArgumentHelp("First name.", valueName: "name"))
        var firstName: String
        @Option(name: .customLong("last-name"), help: ArgumentHelp("Last name.", valueName: "name"))
        var lastName: String
        @Option(name: .customLong("birth-date"), help: ArgumentHelp("Date of birth.", valueName: "YYYY-MM-DD"))
        var birthDate: String?
        @Option(name: .long, help: ArgumentHelp("Phone number.", valueName: "number"))
        var phone: String?
        @Option(name: .long, help: ArgumentHelp("E-mail address.", valueName: "address"))
        var email: String?
        @Option(name: .long, help: ArgumentHelp("Language of the pages: fr, en.", valueName: "code"))
        var language: String?
        @Option(name: .long, help: ArgumentHelp("The structure that opens the account.", valueName: "id"))
        var structure: String?
        @Flag(name: .customLong("password-stdin"), help: "Read the first password from standard input.")
        var passwordFromInput = false
        @Flag(name: .customLong("password-prompt"), help: "Ask for the first password, without showing it.")
        var passwordFromPrompt = false
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard !(passwordFromInput && passwordFromPrompt) else {
                throw ValidationError("Either --password-stdin or --password-prompt.")
            }
        }

        func run() async throws {
            let session = Session(options)
            var new = NewBeneficiaryRequest(loginName: identifier, firstName: firstName, lastName: lastName)
            new.birthDate = birthDate
            new.phone = phone
            new.email = email
            new.language = language
            new.structure = structure
            if passwordFromInput { new.password = try NewPassword.fromInput() }
            if passwordFromPrompt { new.password = try NewPassword.fromPrompt() }
            let request = try ControlRequest(.post, ControlPath.beneficiaries, body: new)
            try NewAccountLines.show(await session.client.send(request, as: NewAccountReport.self), session.output)
        }
    }
}
