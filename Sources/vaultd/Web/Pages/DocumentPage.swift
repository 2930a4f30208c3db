/// One document: `GET /documents/{id}`.
struct DocumentPage: Page {
    static let template = PageTemplate.document
    var section: PageSection? { .documents }
    var document: DocumentView

    func title(in language: Language) -> String { document.title }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { document.fields(in: language) }
}
