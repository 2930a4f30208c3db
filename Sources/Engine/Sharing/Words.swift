/// A few words that somebody writes about what they do: a purpose, a message.
enum Words {
    /// Characters of the longest.
    static let limit = 300

    /// The words in one line; nil where nothing was written.
    ///
    /// - Throws: `fieldUnusable` with the field and never its content.
    static func given(_ text: String?, field: String, limit: Int = Words.limit) throws -> String? {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        guard let line = TextLine.normalised(line, limit: limit) else {
            throw VaultFailure(
                .fieldUnusable, ["field": field, "reason": "1 to \(limit) characters, no control characters"])
        }
        return line
    }
}

extension Actor {
    /// Whether a professional acts.
    var isProfessional: Bool {
        guard case .person(let person) = self else { return false }
        return person.role == .professional
    }
}
