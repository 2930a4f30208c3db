import Engine

/// Giving another name: `GET` and `POST /documents/{id}/rename`. Field: `title`.
struct RenameDocumentPage: Page {
    static let template = PageTemplate.renameDocument
    var section: PageSection? { .documents }
    var document: DocumentView
    /// What was typed, kept after a refusal; nil shows the present title.
    var typed: String?
    /// Why the last attempt did not succeed.
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.renameTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        document.fields(in: language).merging([
            "typed": .text(typed ?? document.title),
            "notice": language.notice(of: failure),
        ]) { $1 }
    }
}
