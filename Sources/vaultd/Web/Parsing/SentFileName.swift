import Foundation

/// Makes a name that can be shown and offered for saving out of the name that a browser sent, which may be a
/// path, a trick or nonsense. It never becomes a path on the server.
enum SentFileName {
    /// The longest name, in bytes of UTF-8: what file systems take.
    static let longest = 255
    /// The longest ending that is kept when a name is cut, with its dot.
    private static let longestEnding = 16

    /// The last part of a path, in NFC, without control and direction-changing characters, at most `longest`
    /// bytes with its ending kept. Empty when nothing is left: the caller then has a name of its own.
    static func cleaned(_ raw: String) -> String {
        let lastPart = raw.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let visible = String.UnicodeScalarView(lastPart.unicodeScalars.map { isBlank($0) ? " " : $0 }.filter(isVisible))
        let words = String(visible).precomposedStringWithCanonicalMapping.split(separator: " ")
        let name = words.joined(separator: " ")
        return name.allSatisfy { $0 == "." } ? "" : cut(name)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace
    }

    /// Controls, and the marks that make `cod.exe` look like `exe.doc`, and code points that mean nothing.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func cut(_ name: String) -> String {
        guard name.utf8.count > longest else { return name }
        var ending = ""
        if let dot = name.lastIndex(of: "."), name[dot...].utf8.count <= longestEnding { ending = String(name[dot...]) }
        var stem = ""
        for character in name.dropLast(ending.count) {
            guard stem.utf8.count + character.utf8.count + ending.utf8.count <= longest else { break }
            stem.append(character)
        }
        return stem + ending
    }
}
