import Engine

/// Choosing a password: `GET` and `POST /password`. Fields: `password` (the present one), `new-password`,
/// `new-password-again`.
struct PasswordPage: Page {
    static let template = PageTemplate.password
    /// Characters that a password needs (`signing-in.minimum-password-length`).
    var minimumLength: Int
    /// The present password is temporary: nothing else is open until a new one is chosen.
    var isFirst = false
    /// Why the last attempt did not succeed.
    var failure: VaultFailure?
    /// The two new passwords differed.
    var differs = false

    func title(in language: Language) -> String { language.text(.passwordTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "first": .flag(isFirst),
            "rule": .text(language.text(.passwordRule, ["minimum": language.number(minimumLength)])),
            "minimum": .number(minimumLength),
            "notice": language.notice(of: failure),
            "differs": .flag(differs),
        ]
    }
}
