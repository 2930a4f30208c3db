import Engine

/// A document as the pages show it.
struct DocumentView: Sendable {
    /// 32 hexadecimal digits, as in the paths.
    var id: String
    var title: String
    /// The MIME type that its content was found to have.
    var mediaType: String
    /// Bytes.
    var size: Int
    var depositedAt: Moment
    var origin: Origin = .you
    /// Who can see it, for its holder's pages.
    var standing: DocumentStanding?
    /// Whether `/documents/{id}/content` shows it in the browser.
    var isShowable = false

    /// Who put it in the safe.
    enum Origin: Sendable, Equatable {
        case you
        /// Somebody else, by the name the holder knows.
        case other(String)
    }

    /// The names that the list and the page of one document use.
    func fields(in language: Language) -> [String: Field] {
        let kind = PaperKind(mediaType: mediaType)
        return [
            "id": .text(id),
            "document-title": .text(title),
            "kind": .text(kind.rawValue),
            "kind-name": .text(language.word("kind.\(kind.rawValue)")),
            "size": .text(language.size(size)),
            "date": .text(language.date(depositedAt)),
            "date-and-time": .text(language.dateAndTime(depositedAt)),
            "date-machine": .text(depositedAt.iso8601),
            "origin": .text(originText(in: language)),
            "standing": standing.map { .group($0.fields(in: language)) } ?? .absent,
            "showable": .flag(isShowable),
            "picture": .flag(isShowable && kind == .image),
        ]
    }

    private func originText(in language: Language) -> String {
        switch origin {
        case .you: language.text(.addedByYou)
        case .other(let name): language.text(.addedBy, ["name": name])
        }
    }
}
