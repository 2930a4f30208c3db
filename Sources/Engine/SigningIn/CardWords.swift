import Foundation

/// The secret of a recovery card in the words of a language, and back: ten words are 80 bits.
enum CardWords {
    /// Bytes of the secret, and words on the card.
    static let count = 10
    /// What the text of the card's QR code begins with; `1` is the format.
    static let mark = "VAULTD-CARD-1"

    /// The words for a secret; French where the language has no list.
    static func words(for secret: [UInt8], language: String) -> [String] {
        let list = lists[language] ?? french
        return secret.map { list[Int($0)] }
    }

    /// What the QR code holds.
    static func codeText(for secret: [UInt8]) -> String { "\(mark) \(Base32.encode(secret))" }

    /// The secret of what somebody typed from a card, in any of the languages, or pasted from its QR code; nil for
    /// anything else. Case, accents and what stands between the words do not count; the first letters of a word are
    /// enough where they leave no doubt.
    static func secret(of typed: String) -> [UInt8]? {
        let typed = String(typed.prefix(1000))
        let text = typed.uppercased().filter { !$0.isWhitespace }
        if let range = text.firstRange(of: mark) {
            let secret = Base32.decode(String(text[range.upperBound...]))
            return secret?.count == count ? secret : nil
        }
        let words = typed.split { !$0.isLetter }.map { fold(String($0)) }
        guard words.count == count else { return nil }
        return folded.lazy.compactMap { list in
            let bytes = words.compactMap { byte(of: $0, in: list) }
            return bytes.count == count ? bytes : nil
        }.first
    }

    private static func byte(of word: String, in list: [String]) -> UInt8? {
        if let whole = list.firstIndex(of: word) { return UInt8(whole) }
        let beginnings = word.count >= 3 ? list.indices.filter { list[$0].hasPrefix(word) } : []
        return beginnings.count == 1 ? beginnings.first.map { UInt8($0) } : nil
    }

    /// As passwords are folded; the letters that Arabic writes in several ways are one.
    static func fold(_ word: String) -> String {
        let alike: [Character: Character] = ["أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي"]
        let plain = String(word.precomposedStringWithCanonicalMapping.map { alike[$0] ?? $0 })
        return CommonPasswords.fold(plain).filter { $0 != "ـ" }
    }

    private static let lists = ["fr": french, "en": english, "ar": arabic]
    private static let folded = [french, english, arabic].map { $0.map(fold) }
}
