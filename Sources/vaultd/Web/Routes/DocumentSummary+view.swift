import Engine

extension DocumentView {
    /// A document as its holder sees it.
    init(_ summary: DocumentSummary) {
        self.init(
            id: summary.id.text,
            title: summary.title,
            mediaType: summary.mediaType.mime,
            size: summary.size,
            depositedAt: summary.depositedAt,
            isShowable: summary.isShowable
        )
    }
}

extension DocumentsPage.Entry {
    /// A line of the list.
    init(_ entry: DocumentListing.Entry, _ standing: [DocumentID: DocumentStanding]) {
        switch entry {
        case .document(let summary):
            var view = DocumentView(summary)
            view.standing = standing[summary.id]
            if let name = view.standing?.depositorName { view.origin = .other(name) }
            self = .whole(view)
        case .damaged(let document): self = .damaged(size: document.size, depositedAt: document.depositedAt)
        }
    }
}

extension DocumentListing.Entry {
    /// The document, where it can be read.
    var documentID: DocumentID? {
        guard case .document(let summary) = self else { return nil }
        return summary.id
    }
}

extension DocumentSummary {
    /// Whether `/content` shows it in the browser; everything else is offered for saving.
    var isShowable: Bool { mediaType.isInlineSafe || mediaType.isPDF }
}
