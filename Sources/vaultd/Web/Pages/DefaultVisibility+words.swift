import Engine

extension DefaultVisibility {
    /// The choices of the question who sees what is put in; this one is ticked.
    func choices(_ choices: [DefaultVisibility] = allCases, in language: Language) -> Field {
        .list(
            choices.map {
                [
                    "visibility": .text($0.rawValue),
                    "visibility-words": .text(language.word("visibility.\($0.rawValue)")),
                    "chosen": .flag($0 == self),
                ]
            })
    }
}

extension DepositVisibility {
    /// Who will see the next paper, in one line.
    func words(in language: Language) -> Field {
        guard !structures.isEmpty else { return .text(language.text(.seenByYou)) }
        let names = language.list(structures.map { "\u{2068}\($0)\u{2069}" })
        return .text(language.text(.seenByStructures, ["names": names]))
    }
}

extension FormFields {
    /// The name of the field of the question who sees what is put in.
    static let visibilityName = "visibility"

    /// Its answer; nil where there is none.
    var visibility: DefaultVisibility? { self[Self.visibilityName].flatMap(DefaultVisibility.init(rawValue:)) }
}
