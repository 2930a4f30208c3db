/// Makes text safe for an escaper that looks at characters instead of scalars.
///
/// swift-mustache escapes by `Character`. A quote followed by a combining accent is one character that is not a
/// quote to Swift, yet is one to a browser: it would leave unescaped and end an attribute. A word joiner, which is
/// invisible, keeps the two apart.
enum EscapableText {
    private static let joiner: Unicode.Scalar = "\u{2060}"

    /// The text, with a joiner around each markup sign that has melted into a longer character.
    static func make(_ text: String) -> String {
        guard text.utf8.contains(where: isMarkup), text.contains(where: hidesMarkup) else { return text }
        var safe = String.UnicodeScalarView()
        for character in text {
            let melted = hidesMarkup(character)
            for scalar in character.unicodeScalars {
                let apart = melted && isMarkup(scalar)
                if apart { safe.append(joiner) }
                safe.append(scalar)
                if apart { safe.append(joiner) }
            }
        }
        return String(safe)
    }

    private static func hidesMarkup(_ character: Character) -> Bool {
        character.unicodeScalars.count > 1 && character.unicodeScalars.contains(where: isMarkup)
    }

    private static func isMarkup(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && isMarkup(UInt8(scalar.value)) }

    private static func isMarkup(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
