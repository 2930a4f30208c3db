import ControlAPI

/// Why a run of the tool ends without what was asked for: what happened, what to do, and the exit code.
struct ToolFailure: Error, Equatable {
    let report: ErrorReport

    init(_ code: String, _ message: String, hint: String? = nil, retryable: Bool = false, exit: ExitCode) {
        report = ErrorReport(code: code, message: message, hint: hint, retryable: retryable, exit: exit)
    }

    /// What the daemon answered.
    init(_ report: ErrorReport) { self.report = report }

    var exit: ExitCode { report.exit }

    /// Whether there is no daemon to talk to, so that its state is unknown.
    var isUnreachable: Bool { exit == .unreachable }
}

extension ToolFailure {
    /// The answer of the socket does not follow the protocol.
    static func notUnderstood(_ what: String) -> ToolFailure {
        ToolFailure(
            "answerNotUnderstood", "The answer of vaultd cannot be understood: \(what).",
            hint: "Is this vaultctl of the same version? vaultctl version", exit: .failed)
    }

    /// The daemon went away in the middle.
    static let cutOff = ToolFailure(
        "connectionLost", "The connection to vaultd broke off before its answer was complete.",
        hint: "vaultctl status", retryable: true, exit: .unreachable)

    /// No answer within `--timeout`.
    static func timedOut(seconds: Double) -> ToolFailure {
        ToolFailure(
            "timeout", "vaultd did not answer within \(Durations.text(seconds: seconds)).",
            hint: "Allow more with --timeout, or look at it: systemctl status vaultd", retryable: true, exit: .temporary)
    }

    /// A command line that the verb, nil where there is none, does not take.
    static func usage(_ message: String, _ verb: String?) -> ToolFailure {
        let verb = verb.flatMap { $0.hasPrefix("-") ? nil : "\($0) " } ?? ""
        return ToolFailure("usage", message, hint: "vaultctl \(verb)--help", exit: .usage)
    }

    /// A question that only a person at a terminal could answer.
    ///
    /// - Parameter canLook: whether the verb knows `--dry-run`.
    static func needsYes(_ what: String, canLook: Bool) -> ToolFailure {
        ToolFailure(
            "confirmationMissing", "\(what) needs a confirmation, and there is no terminal to ask at.",
            hint: canLook ? "Look first with --dry-run, then repeat with --yes." : "Repeat it with --yes.", exit: .refused)
    }

    /// The daemon only says that something is not there; the verb tells what was looked for, and where to see which
    /// there are.
    func naming(_ verb: String?) -> ToolFailure {
        guard report.code == "notFound", report.hint == nil else { return self }
        let (message, hint): (String, String) =
            switch verb {
            case "user": ("There is no such account, or not of a sort for which this can be done.", "vaultctl user --help")
            case "structure": ("There is no such structure.", "vaultctl structure list")
            case "alerts": ("There is no such alert.", "vaultctl alerts")
            default: (report.message, "vaultctl --help")
            }
        return ToolFailure(
            ErrorReport(
                code: report.code, message: message, hint: hint, retryable: report.retryable, id: report.id,
                exit: report.exit))
    }

    /// The person at the terminal said no.
    static let declined = ToolFailure("declined", "Nothing was done.", exit: .refused)
}
