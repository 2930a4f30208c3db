import Engine

/// Terms, information sheet, mandate: `GET /terms`, `/information`, `/mandate`, for everybody, to read and to print.
struct OfficialTextPage: Page {
    static let template = PageTemplate.officialText
    let text: OfficialText
    /// The way its language is written.
    let direction: Language.Direction
    /// All versions, newest first.
    let versions: [String]

    func title(in language: Language) -> String { text.title }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let path = "/\(text.kind.rawValue)"
        return text.fields(direction, in: language).merging([
            "older": .list(
                versions.filter { $0 != text.version }.map {
                    ["href": .text("\(path)?version=\(QueryText.encoded($0))"), "version-name": .text($0)]
                })
        ]) { own, _ in own }
    }
}

/// Somebody is asked to accept the terms in force: `/terms/accept`.
struct AcceptTermsPage: Page {
    static let template = PageTemplate.acceptTerms
    let text: OfficialText
    let direction: Language.Direction
    /// Whether an earlier version was accepted.
    let isNewVersion: Bool
    let returnTo: String?

    func title(in language: Language) -> String { text.title }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        text.fields(direction, in: language).merging([
            "new-version": .flag(isNewVersion),
            "version": .text(text.version),
            "text-language": .text(text.language),
            "return-to": .optional(returnTo),
        ]) { own, _ in own }
    }
}

extension OfficialText {
    /// The values of the template that shows a text.
    func fields(_ direction: Language.Direction, in language: Language) -> [String: Field] {
        [
            "text-title": .text(title),
            "lang": .text(self.language),
            "text-direction": .text(direction.rawValue),
            "version-line": .text(language.text(.textVersion, ["version": version])),
            "blocks": .list(blocks.map(Self.fields)),
        ]
    }

    private static func fields(_ block: Block) -> [String: Field] {
        var fields: [String: Field] = ["heading": .absent, "paragraph": .absent, "list": .absent]
        switch block {
        case .heading(let text): fields["heading"] = .group(["line": .text(text)])
        case .paragraph(let text): fields["paragraph"] = .group(["line": .text(text)])
        case .list(let items): fields["list"] = .group(["items": .list(items.map { ["line": .text($0)] })])
        }
        return fields
    }
}
