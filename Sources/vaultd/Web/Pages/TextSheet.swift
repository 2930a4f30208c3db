import Engine

/// An official text on a page, with what a form beside it must carry.
struct TextSheet: Sendable {
    let text: OfficialText
    /// The way its language is written.
    let direction: Language.Direction

    /// The names of the fields that say which text was on the page.
    static func versionField(_ kind: OfficialText.Kind) -> String { "\(kind.rawValue)-version" }
    static func languageField(_ kind: OfficialText.Kind) -> String { "\(kind.rawValue)-language" }
    static func digestField(_ kind: OfficialText.Kind) -> String { "\(kind.rawValue)-digest" }
    /// All of them.
    static func shownFields(_ kind: OfficialText.Kind) -> [String] {
        [versionField(kind), languageField(kind), digestField(kind)]
    }

    /// For the templates `text-blocks` and `shown-text`.
    func field(in language: Language) -> Field {
        let fields = Self.carried(text.kind, text.shown).merging(["own-page": .text(Self.path(text.kind, text.shown))]) {
            own, _ in own
        }
        return .group(text.fields(direction, in: language).merging(fields) { own, _ in own })
    }

    /// For the template `shown-text`: what a form says of a text that was on a page.
    static func carried(_ kind: OfficialText.Kind, _ shown: ShownText) -> [String: Field] {
        [
            "version-field": .text(versionField(kind)), "language-field": .text(languageField(kind)),
            "digest-field": .text(digestField(kind)), "shown-version": .text(shown.version),
            "shown-language": .text(shown.language), "shown-digest": .text(Hex.encode(shown.digest ?? [])),
        ]
    }

    /// Where a text is read by itself.
    static func path(_ kind: OfficialText.Kind, _ shown: ShownText) -> String {
        "/\(kind.rawValue)?version=\(QueryText.encoded(shown.version))&language=\(QueryText.encoded(shown.language))"
    }
}

extension Optional<TextSheet> {
    /// The same, or nothing.
    func field(in language: Language) -> Field { map { $0.field(in: language) } ?? .absent }
}
