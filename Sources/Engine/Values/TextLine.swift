import Foundation

/// A line of text as a person types it: a title, a name.
enum TextLine {
    /// The text in NFC without blanks around it; nil unless it has 1 to `limit` characters and no control character,
    /// line break, or direction override (which can make `gpj.exe` read as `exe.jpg`).
    static func normalised(_ text: String, limit: Int) -> String? {
        let line = text.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !line.isEmpty, line.count <= limit, line.unicodeScalars.count <= 4 * limit else { return nil }
        return line.unicodeScalars.allSatisfy(isAllowed) ? line : nil
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: return false
        default: break
        }
        return !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
    }
}
