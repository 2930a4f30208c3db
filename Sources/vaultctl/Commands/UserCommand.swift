import ArgumentParser
import ControlAPI

/// `vaultctl user`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add, suspend, enable and remove accounts.",
        subcommands: [Add.self, Suspend.self, Enable.self, Habilitate.self, Remove.self, ResetFactors.self])

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

        @OptionGroup var person: NewPersonOptions
        @Option(name: .customLong("birth-date"), help: ArgumentHelp("Date of birth.", valueName: "YYYY-MM-DD"))
        var birthDate: String?
        @Option(name: .long, help: ArgumentHelp("The structure that opens the account.", valueName: "id"))
        var structure: String?
        @Flag(name: .customLong("password-prompt"), help: "Ask for the first password, without showing it.")
        var passwordFromPrompt = false
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard !(person.passwordFromInput && passwordFromPrompt) else {
                throw ValidationError("Either --password-stdin or --password-prompt.")
            }
        }

        func run() async throws {
            let session = Session(options)
            var new = NewBeneficiaryRequest(
                loginName: person.identifier, firstName: person.firstName, lastName: person.lastName)
            new.birthDate = birthDate
            new.phone = person.phone
            new.email = person.email
            new.language = person.language
            new.structure = structure
            if person.passwordFromInput { new.password = try NewPassword.fromInput() }
            if passwordFromPrompt { new.password = try NewPassword.fromPrompt() }
            let request = try ControlRequest(.post, ControlPath.beneficiaries, body: new)
            try NewAccountLines.show(await session.client.send(request, as: NewAccountReport.self), session.output)
        }
    }
}
