import ArgumentParser

/// What every verb understands.
struct GlobalOptions: ParsableArguments {
    static let defaultSocket = "/run/vaultd/control.sock"

    @Flag(name: .long, help: "Print JSON: one document, or one line for each event.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The daemon's control socket; VAULTD_SOCKET names another default (\(Self.defaultSocket)).",
            valueName: "path"))
    var socket: String?

    @Option(name: .long, help: ArgumentHelp("How long an answer may take to begin.", valueName: "seconds"))
    var timeout = 30.0

    @Flag(name: .shortAndLong, help: "Print only data and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print more about what is going on.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "No colours; the variable NO_COLOR says the same.")
    var noColor = false

    @Flag(name: .shortAndLong, help: "Answer yes to every question.")
    var yes = false

    func validate() throws {
        guard timeout > 0, timeout <= 86400 else { throw ValidationError("--timeout must be between 0 and 86400 seconds.") }
    }
}

/// For verbs that start something long.
struct WaitOptions: ParsableArguments {
    @Flag(name: .customLong("no-wait"), help: "Start it and return at once; `vaultctl ops watch` follows it later.")
    var noWait = false
}
