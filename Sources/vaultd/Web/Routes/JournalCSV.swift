import Engine

/// The journal as a table for any spreadsheet (AUD-05): RFC 4180, UTF-8 with its mark, in the reader's words.
struct JournalCSV: Sendable {
    /// The mark without which spreadsheets take UTF-8 for something else, and the names of the columns.
    static func head(in language: Language) -> String {
        let names = [Phrase.csvMoment, .csvWhat, .csvResult, .csvWho, .csvDocument, .csvPurpose].map { language.text($0) }
        return "\u{FEFF}" + line(names)
    }

    /// The line of an event.
    static func line(_ entry: JournalEntry, in language: Language) -> String {
        let view = MyJournalPage.Entry(entry)
        let more = [view.concerning(in: language), view.ended(in: language)].compactMap { $0.map { " – " + $0 } }.joined()
        let what = view.kind.map { language.word("journal.event.\($0.rawValue)") } ?? language.text(.journalLineLost)
        return line([
            entry.moment.iso8601, what + more, result(entry, language),
            view.doer.words(in: language, structure: view.structure), entry.title ?? entry.document?.text ?? "",
            view.purpose ?? "",
        ])
    }

    private static func result(_ entry: JournalEntry, _ language: Language) -> String {
        let word =
            switch entry.result {
            case .ok: language.text(.resultDone)
            case .refused: language.text(.resultRefused)
            case .failed: language.text(.resultFailed)
            }
        return entry.reason.map { word + ": " + language.explanation(of: $0).sentence } ?? word
    }

    private static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A spreadsheet must not take a title for a formula (OWASP: CSV injection), and needs no marks of direction.
    private static func cell(_ text: String) -> String {
        let plain = String(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) })
        let isFormula = plain.first.map { "=+-@\t\r".contains($0) } ?? false
        return "\"" + (isFormula ? "'" : "") + plain.replacing("\"", with: "\"\"") + "\""
    }
}
