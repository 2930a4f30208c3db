import Engine

/// The recovery card: `GET` and `POST /security/card` (`pin`, `pin-again`, `without-key`), `POST /security/card/end`.
struct CardPage: Page {
    static let template = PageTemplate.card
    /// When the present card was made.
    var madeAt: Moment?
    /// Until when the present card takes no second key away; nil where it does, or never will.
    var restsUntil: Moment?
    /// Whether a second key was not proven: then the new card is made with the password alone.
    var isWithoutKey = false
    /// Until when such a card will take no second key away; nil for whoever's card never does.
    var newRestsUntil: Moment?
    var differs = false
    var isEnded = false
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.cardTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "made": .optional(madeAt.map { language.text(.cardMade, ["date": language.date($0)]) }),
            "rests": .optional(restsUntil.map { language.text(.cardRests, ["date": language.dateAndTime($0)]) }),
            "without-key": .flag(isWithoutKey),
            "new-rests": .optional(newRestsUntil.map { language.text(.cardWithoutKey, ["date": language.dateAndTime($0)]) }),
            "proof-link": .text(VaultFailure(.factorNeeded).proof(before: "/security/card")),
            "differs": .flag(differs),
            "done": isEnded ? .group(["done-text": .text(language.text(.cardEnded))]) : .absent,
            "notice": language.notice(of: failure),
        ]
    }
}

/// The card itself, to print; shown once: the answer to `POST /security/card`.
struct CardSheetPage: Page {
    static let template = PageTemplate.cardSheet
    var sheet: RecoveryCardSheet
    /// Until when it takes no second key away; nil where it does at once, or never will.
    var restsUntil: Moment?

    func title(in language: Language) -> String { language.text(.cardTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let rests = restsUntil.map { language.text(.cardRests, ["date": language.dateAndTime($0)]) }
        return sheet.fields(in: language).merging(["rests": .optional(rests)]) { $1 }
    }
}

extension RecoveryCardSheet {
    /// What is printed, in the language of whoever takes the card.
    func fields(in language: Language) -> [String: Field] {
        var fields: [String: Field] = [
            "card-words": .list(words.map { ["card-word": .text($0.reveal())] }),
            "card-code": .group(["side": .number(code.side), "path": .text(code.path)]),
            "card-date": .text(language.text(.cardDate, ["date": language.date(madeAt)])),
        ]
        for (name, key) in Self.printedWords { fields[name] = .text(language.word(key)) }
        return fields
    }

    /// The words around it: the names in the template, and the keys in the catalogue.
    static let printedWords = [
        "card-title": "card.title", "card-lead": "card.sheet-lead", "card-picture": "factors.picture",
        "card-use": "card.sheet-use", "card-keep": "card.sheet-keep", "card-print": "card.print",
    ]
}
