import Engine

extension DocumentStanding {
    /// The names that every page uses to say in one line who can see a document.
    func fields(in language: Language) -> [String: Field] {
        [
            "alone": .flag(viewers.isEmpty),
            "seen-by": viewers.isEmpty ? .absent : .text(language.list(viewers.map { $0.words(in: language) })),
            "to-keep": .flag(!isKept),
            "sensitive": .flag(isSensitive),
        ]
    }
}

extension DocumentStanding.Viewer {
    func words(in language: Language) -> String {
        switch self {
        case .structure(let name): language.text(.viewerStructure, ["name": Self.isolated(name)])
        case .professional(let name, let structure):
            language.text(.viewerProfessional, ["name": Self.isolated(name), "structure": Self.isolated(structure)])
        case .link(let name): language.text(.viewerLink, ["name": Self.isolated(name)])
        }
    }

    /// A name in letters of the other direction must not turn the words around it (Unicode TR9, FSI and PDI).
    private static func isolated(_ name: String) -> String { "\u{2068}\(name)\u{2069}" }
}

extension Language {
    /// `a, b, c`.
    func list(_ words: [String]) -> String { words.joined(separator: word("sharing.comma") + " ") }
}
