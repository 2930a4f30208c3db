import Engine

extension WebServices {
    /// A text for a page on which somebody agrees to it; nil where there is none of its kind.
    ///
    /// - Throws: `notFound` where it is in none of the languages.
    func sheet(_ kind: OfficialText.Kind, for reader: Language) throws -> TextSheet? {
        guard texts.current(kind) != nil else { return nil }
        return sheet(try officialText(kind, for: reader))
    }

    /// A text that somebody saw, to be read again; nil where it lies here no more.
    func sheet(_ kind: OfficialText.Kind, as shown: ShownText) throws -> TextSheet? {
        guard texts.holds(kind, shown), let language = renderer.languages[shown.language] else { return nil }
        return sheet(try officialText(kind, version: shown.version, for: language))
    }

    private func sheet(_ text: OfficialText) -> TextSheet {
        TextSheet(text: text, direction: renderer.languages[text.language]?.direction ?? .leftToRight)
    }

    /// What a form says was on its page. It is the text that somebody agrees to, even where another one came into force
    /// meanwhile.
    ///
    /// - Throws: `fieldMissing`; `fieldUnusable` for a text that there is not, and for one whose words have become others
    ///   since the page was made.
    func shown(_ kind: OfficialText.Kind, _ fields: FormFields) throws -> ShownText {
        let shown = ShownText(
            version: try fields.required(TextSheet.versionField(kind)),
            language: try fields.required(TextSheet.languageField(kind)),
            digest: Hex.decode(try fields.required(TextSheet.digestField(kind))))
        guard let sheet = try sheet(kind, as: shown), sheet.text.isStill(shown) == true else {
            throw VaultFailure(.fieldUnusable, ["field": kind.rawValue, "reason": "there is no such text"])
        }
        return sheet.text.shown
    }

    /// The mandate that a form signs, with the text that was on its page.
    ///
    /// - Throws: as `shown`.
    func signed(_ acts: Set<MandateAct>, _ fields: FormFields) throws -> SignedMandate {
        SignedMandate(acts: acts, text: try shown(.mandate, fields))
    }
}

extension FormFields {
    /// The acts that were ticked.
    var acts: Set<MandateAct> { Set(names(from: "act.").compactMap(MandateAct.init(rawValue:))) }
}
