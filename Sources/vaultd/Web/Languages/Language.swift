import Engine
import Foundation

/// One language of the pages: its words, and its ways with dates, numbers and sizes.
struct Language: Sendable {
    /// BCP 47 code: `fr`.
    let code: String
    /// Its name in itself: `Français`.
    let name: String
    /// The way it is written.
    let direction: Direction
    let plural: PluralRule
    /// The zone in which moments are shown.
    let zone: TimeZone
    let decimalSign: String
    let groupSign: String
    let entries: [String: CatalogueEntry]

    /// Writing direction, as HTML's `dir` wants it.
    enum Direction: String, Sendable {
        case leftToRight = "ltr"
        case rightToLeft = "rtl"
    }

    /// Takes a catalogue. Throws `settingsUnusable` where its head or a counted word is incomplete.
    init(_ file: CatalogueFile, zone: TimeZone) throws {
        guard let direction = Direction(rawValue: try file.headValue("direction")),
            let plural = PluralRule(rawValue: try file.headValue("plural"))
        else { throw ResourceFault.failure("languages/\(file.name): direction or plural is unknown") }
        for (key, entry) in file.entries {
            guard case .counted(let forms) = entry else { continue }
            guard plural.forms.isSubset(of: forms.keys) else {
                throw ResourceFault.failure("languages/\(file.name): \(key) lacks a plural form")
            }
        }
        self.code = try file.headValue("code")
        self.name = try file.headValue("name")
        self.decimalSign = try file.headValue("decimal")
        self.groupSign = try file.headValue("group")
        self.direction = direction
        self.plural = plural
        self.zone = zone
        self.entries = file.entries
    }

    /// The sentence for a phrase, its placeholders filled in.
    func text(_ phrase: Phrase, _ values: [String: String] = [:]) -> String {
        fill(word(phrase.rawValue), values)
    }

    /// The sentence for a phrase about `count` things.
    func text(_ phrase: Phrase, count: Int, _ values: [String: String] = [:]) -> String {
        guard case .counted(let forms)? = entries[phrase.rawValue] else { return text(phrase, values) }
        let exact = count == 0 ? forms[.zero] : nil
        let sentence = exact ?? forms[plural.form(for: count)] ?? forms[.other] ?? ""
        return fill(sentence, values.merging(["count": number(count)]) { own, _ in own })
    }

    /// The plain word under a key that `Languages` has checked to exist.
    func word(_ key: String) -> String {
        guard case .plain(let text)? = entries[key] else { return "" }
        return text
    }

    /// A word that needs nothing filled in, for templates; nil where there is none.
    func fixedWord(_ key: String) -> String? {
        guard case .plain(let text)? = entries[key], !text.contains("{") else { return nil }
        return text
    }

    /// Names in order; empty if there is no such list.
    func names(_ key: String) -> [String] {
        guard case .list(let names)? = entries[key] else { return [] }
        return names
    }

    /// Fills placeholders in one pass: a value that looks like a placeholder is left as it is.
    func fill(_ sentence: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            filled += values[String(name)] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}
