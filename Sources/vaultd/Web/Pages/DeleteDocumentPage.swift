/// Asks before a document is deleted: `GET /documents/{id}/delete`. Says when the last copy dies (BKP-02).
struct DeleteDocumentPage: Page {
    static let template = PageTemplate.deleteDocument
    var section: PageSection? { isOwn ? .documents : .people }
    /// Whether its holder asks.
    var isOwn = true
    var document: DocumentView
    /// Days that backup copies live on (`backups.keep-days`).
    var backupDays: Int

    func title(in language: Language) -> String { language.text(.deleteTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        document.fields(in: language).merging([
            "own": .flag(isOwn),
            "backups-text": .text(language.text(.backupsDie, count: backupDays)),
        ]) { $1 }
    }
}
