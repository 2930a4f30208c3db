import Engine

/// The link and its code, shown this once: the answer to `POST /documents/{id}/links`.
struct NewLinkPage: Page {
    static let template = PageTemplate.newLink
    var section: PageSection? { .documents }
    var document: DocumentView
    var link: ExternalLink
    /// The whole address.
    var address: String
    var code: String

    func title(in language: Language) -> String { language.text(.newLinkTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        document.fields(in: language).merging(link.fields(in: language)) { $1 }.merging([
            "address": .text(address),
            "code": .text("\(code.prefix(4)) \(code.dropFirst(4))"),
        ]) { $1 }
    }
}
