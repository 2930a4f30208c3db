import Engine

/// The safe: `GET /documents`.
struct DocumentsPage: Page {
    static let template = PageTemplate.documents
    var section: PageSection? { .documents }
    /// Bytes used in the safe.
    var used: Int
    /// Bytes that the safe may hold.
    var quota: Int
    /// Largest document in bytes.
    var maxSize: Int
    /// Number of documents on all pages.
    var total: Int
    /// Newest first.
    var entries: [Entry]
    var paging = Paging.single
    /// What was just done.
    var done: Done?
    /// Who will see what is put in.
    var visibility = DepositVisibility(chosen: .alone, structures: [], isResting: false)
    /// When the account will be deleted, where its holder asked for that.
    var deletionDue: Moment?
    /// Why nothing can be added at present; the form is then not shown.
    var depositsClosed: VaultFailure?

    /// A line of the list.
    enum Entry: Sendable {
        case whole(DocumentView)
        /// Its title and kind cannot be read any more; the documents beside it are shown all the same.
        case damaged(size: Int, depositedAt: Moment)
    }

    /// An act to confirm in words.
    enum Done: Sendable, Equatable {
        /// Deleted; the last snapshot that holds it dies at this moment.
        case deleted(goneBy: Moment)
        case renamed
        case passwordChanged
        /// The account was disabled since nobody used it, and is open again.
        case reopened
    }

    func title(in language: Language) -> String { language.text(.documentsTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let full = quota > 0 ? min(100, used * 100 / quota) : 100
        return [
            "empty": .flag(entries.isEmpty),
            "count": .text(language.text(.documentsCount, count: total)),
            "documents": .list(entries.map { $0.fields(in: language) }),
            "used-percent": .number(full),
            "nearly-full": .flag(full >= 90),
            "quota-text": .text(language.text(.quota, ["used": language.size(used), "quota": language.size(quota)])),
            "max-text": .text(language.text(.maxSize, ["limit": language.size(maxSize)])),
            "max-size": .number(maxSize),
            "accept": .text(Self.accept),
            "seen-by": visibility.words(in: language),
            "paging": paging.field(path: "/documents", in: language),
            "done": doneText(in: language).map { .group(["done-text": .text($0)]) } ?? .absent,
            "due": deletionDue.map { .group(["due-text": .text(language.text(.deletionDue, ["date": language.date($0)]))]) }
                ?? .absent,
            "closed": language.notice(of: depositsClosed),
        ]
    }

    private func doneText(in language: Language) -> String? {
        switch done {
        case nil: nil
        case .deleted(let goneBy): language.text(.deleted, ["date": language.date(goneBy)])
        case .renamed: language.text(.renamed)
        case .passwordChanged: language.text(.passwordChanged)
        case .reopened: language.text(.reopened)
        }
    }

    /// What the file chooser offers; the server decides by content (DOC-02).
    static let accept = [
        ".pdf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".txt", ".csv",
        ".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", "image/*",
    ].joined(separator: ",")
}

extension DocumentsPage.Entry {
    /// One of the two names that the list asks for.
    fileprivate func fields(in language: Language) -> [String: Field] {
        switch self {
        case .whole(let document): return ["whole": .group(document.fields(in: language)), "damaged": .absent]
        case .damaged(let size, let depositedAt):
            let explanation = language.explanation(of: .documentDamaged)
            return [
                "whole": .absent,
                "damaged": .group([
                    "sentence": .text(explanation.sentence),
                    "hint": .optional(explanation.hint),
                    "size": .text(language.size(size)),
                    "date": .text(language.date(depositedAt)),
                    "date-machine": .text(depositedAt.iso8601),
                ]),
            ]
        }
    }
}
