import Foundation

/// A name in the form in which it is searched: without case and accents, letters and digits only.
struct SearchText: Sendable {
    /// Lower-case words.
    let words: [String]

    /// The words of `text`. An apostrophe or a dash separates: "N'Diaye" is found by "diaye".
    init(_ text: String) {
        // Folding leaves the vowel signs of Arabic and Hebrew; they are marks of their own once taken apart.
        let plain = text.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
            $0.properties.generalCategory != .nonspacingMark
        }
        let folded = String(String.UnicodeScalarView(plain)).folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        words = folded.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }

    /// The words with blanks between them, as bytes for `contains`.
    var bytes: [UInt8] { Array(words.joined(separator: " ").utf8) }

    /// Whether each of these words occurs somewhere in `bytes`.
    func isFound(in bytes: [UInt8]) -> Bool {
        words.allSatisfy { Self.contains(bytes, Array($0.utf8)) }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, part.count <= text.count else { return part.isEmpty }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }
}
