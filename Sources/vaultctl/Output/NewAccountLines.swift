import ControlAPI

/// How a new account is shown: with its password, this once.
enum NewAccountLines {
    static func show(_ account: NewAccountReport, _ output: Output) throws {
        guard !output.isJSON else { return try output.document(account) }
        output.line("identifier          \(Printable.text(account.loginName))")
        guard let password = account.temporaryPassword else { return }
        output.line("temporary password  \(password)")
        output.note("It is shown this once. The person chooses their own at the first sign-in.")
    }
}
