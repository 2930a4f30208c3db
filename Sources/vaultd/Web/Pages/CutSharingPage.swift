/// Asks before all sharing is cut: `GET /sharing/cut`.
struct CutSharingPage: Page {
    static let template = PageTemplate.cutSharing
    var section: PageSection? { .sharing }

    func title(in language: Language) -> String { language.text(.cutTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { [:] }
}
