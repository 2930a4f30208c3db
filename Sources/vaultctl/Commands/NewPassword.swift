import ControlAPI

/// Ways in which a password reaches the tool without being seen.
enum NewPassword {
    /// The first line of standard input.
    static func fromInput() throws -> String {
        guard let password = readLine(strippingNewline: true), !password.isEmpty else {
            throw ToolFailure(
                "passwordMissing", "Standard input has no password.",
                hint: "Pipe it in: pass show NAME | vaultctl user add ... --password-stdin", exit: .usage)
        }
        return password
    }

    /// Asked for twice at the terminal.
    static func fromPrompt() throws -> String {
        let first = try ask("Password: ")
        guard try ask("Again: ") == first else {
            throw ToolFailure(
                "passwordsDiffer", "The two passwords differ.", hint: "Type the same one twice. Nothing was done.",
                exit: .usage)
        }
        return first
    }

    private static func ask(_ question: String) throws -> String {
        Output.write(Array(question.utf8), to: 2)
        let answer = Terminal.readSecretLine()
        Output.write(Array("\n".utf8), to: 2)
        guard let answer, !answer.isEmpty else {
            throw ToolFailure(
                "passwordMissing", "There is no terminal to ask for the password at, or none was typed.",
                hint: "Use --password-stdin, or let vaultd make one.", exit: .usage)
        }
        return answer
    }
}
