import Engine

/// Choosing a document for somebody who asked: `GET /sharing/requests/{id}`.
struct ShareRequestPage: Page {
    static let template = PageTemplate.shareRequest
    var section: PageSection? { .sharing }
    var request: ShareRequest
    var documents: [DocumentView]
    var paging = Paging.single

    func title(in language: Language) -> String { language.text(.shareRequestTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        request.fields(in: language).merging([
            "documents": .list(documents.map { $0.fields(in: language) }),
            "empty": .flag(documents.isEmpty),
            "paging": paging.field(path: "/sharing/requests/\(request.id.text)", in: language),
        ]) { $1 }
    }
}
