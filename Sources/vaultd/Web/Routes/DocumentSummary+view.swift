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
    init(_ entry: DocumentListing.Entry) {
        switch entry {
        case .document(let summary): self = .whole(DocumentView(summary))
        case .damaged(let document): self = .damaged(size: document.size, depositedAt: document.depositedAt)
        }
    }
}

extension DocumentSummary {
    /// Whether `/content` shows it in the browser; everything else is offered for saving.
    var isShowable: Bool { mediaType.isInlineSafe || mediaType.isPDF }
}
