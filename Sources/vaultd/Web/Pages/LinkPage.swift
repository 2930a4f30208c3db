import Engine

/// Where a third party types the code of a link: `GET` and `POST /link/{id}`. The same page for every link, also for
/// one that never was.
struct LinkPage: Page {
    static let template = PageTemplate.link
    /// What stands in the address after `/link/`.
    var token: String
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.linkTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["token": .text(token), "notice": language.notice(of: failure)]
    }
}
