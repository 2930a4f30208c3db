import Engine

/// A shared document, as a professional sees it: `GET /documents/{id}`.
struct SharedDocumentPage: Page {
    static let template = PageTemplate.sharedDocument
    var section: PageSection? { .people }
    var document: DocumentView
    var person: String
    var personName: String
    var isSensitive: Bool
    var mayDownload: Bool
    var mayDelete: Bool
    /// Why the last order was not carried out.
    var failure: VaultFailure?

    func title(in language: Language) -> String { document.title }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        document.fields(in: language).merging([
            "person-id": .text(person),
            "holder": .text(personName),
            "is-sensitive": .flag(isSensitive),
            "may-download": .flag(mayDownload),
            "may-delete": .flag(mayDelete),
            "notice": language.notice(of: failure),
        ]) { $1 }
    }
}
