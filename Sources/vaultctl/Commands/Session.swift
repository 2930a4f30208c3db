import ControlAPI
import Glibc

/// What a verb works with: the daemon on one side, the terminal on the other.
struct Session: Sendable {
    let client: ControlClient
    let output: Output
    let answersYes: Bool

    /// A session for the choices of the command line.
    init(_ options: GlobalOptions) {
        client = ControlClient(socket: options.socket ?? Self.socketOfEnvironment, timeout: options.timeout)
        output = Output(options)
        answersYes = options.yes
    }

    /// Asks the person at the terminal.
    ///
    /// - Throws: `ToolFailure` when the answer is no, or when there is nobody to ask and no `--yes`.
    func confirm(_ question: String, about verb: String, canLook: Bool = true) throws {
        guard !answersYes else { return }
        guard Terminal(descriptor: STDIN_FILENO).isInteractive else { throw ToolFailure.needsYes(verb, canLook: canLook) }
        Output.write(Array("\(question) [y/N] ".utf8), to: STDERR_FILENO)
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw ToolFailure.declined }
    }

    /// Asks the daemon for an act that has no other answer than that it was done, and says so.
    ///
    /// - Throws: `ToolFailure`.
    func ask(_ request: ControlRequest, success sentence: String) async throws {
        let done = try await client.send(request, as: DoneReport.self)
        guard !output.isJSON else { return try output.document(done) }
        output.success(sentence)
    }

    private static var socketOfEnvironment: String {
        guard let value = getenv("VAULTD_SOCKET"), value.pointee != 0 else { return GlobalOptions.defaultSocket }
        return String(cString: value)
    }
}
