import Engine

/// Signing in: `GET /sign-in`, and `POST /sign-in` when it was refused.
struct SignInPage: Page {
    static let template = PageTemplate.signIn
    /// What was typed before, kept after a refusal.
    var identifier = ""
    /// Whether "this computer is used by others" is ticked.
    var publicComputer = false
    /// Why the last attempt did not succeed.
    var failure: VaultFailure?
    /// Where to go afterwards; a path of this site.
    var returnTo: String?

    func title(in language: Language) -> String { language.text(.signInTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "identifier": .text(identifier),
            "public-ticked": .flag(publicComputer),
            "notice": language.notice(of: failure),
            "return-to": .optional(returnTo),
        ]
    }
}
