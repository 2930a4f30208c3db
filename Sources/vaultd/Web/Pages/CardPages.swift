import Engine

/// The recovery card: `GET` and `POST /security/card` (`pin`, `pin-again`), `POST /security/card/end`.
struct CardPage: Page {
    static let template = PageTemplate.card
    /// When the present card was made.
    var madeAt: Moment?
    var differs = false
    var isEnded = false
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.cardTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "made": .optional(madeAt.map { language.text(.cardMade, ["date": language.date($0)]) }),
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

    func title(in language: Language) -> String { language.text(.cardTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "words": .list(sheet.words.map { ["word": .text($0.reveal())] }),
            "qr": .group(["side": .number(sheet.code.side), "path": .text(sheet.code.path)]),
            "date": .text(language.text(.cardDate, ["date": language.date(sheet.madeAt)])),
        ]
    }
}
