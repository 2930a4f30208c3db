/// After signing out: `GET /signed-out`.
struct SignedOutPage: Page {
    static let template = PageTemplate.signedOut
    /// The session ended by itself, after a time without use.
    var endedByItself = false

    func title(in language: Language) -> String { language.text(.signedOutTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["ended-by-itself": .flag(endedByItself)]
    }
}
