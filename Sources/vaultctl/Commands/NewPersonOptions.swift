import ArgumentParser

/// What is said of every new person, whatever their role.
struct NewPersonOptions: ParsableArguments {
    @Argument(help: "What the person signs in with: 3 to 64 letters, digits, dots, dashes, underscores.")
    var identifier: String
    @Option(name: .customLong("first-name"), help: ArgumentHelp("First name.", valueName: "name"))
    var firstName: String
    @Option(name: .customLong("last-name"), help: ArgumentHelp("Last name.", valueName: "name"))
    var lastName: String
    @Option(name: .long, help: ArgumentHelp("Phone number.", valueName: "number"))
    var phone: String?
    @Option(name: .long, help: ArgumentHelp("E-mail address.", valueName: "address"))
    var email: String?
    @Option(name: .long, help: ArgumentHelp("Language of the pages: fr, en, ar.", valueName: "code"))
    var language: String?
    @Flag(name: .customLong("password-stdin"), help: "Read the first password from standard input.")
    var passwordFromInput = false
}
