import Foundation

/// The title of a document and the name of the file it came from.
struct DocumentNames: Sendable, Equatable {
    /// Characters of the longest title.
    static let titleLimit = 200
    /// Characters of the longest file name that any system writes.
    static let fileNameLimit = 255

    let title: String
    let fileName: String

    /// Names for a deposit. Without a title the file name gives it; path parts of the file name go, whatever system
    /// they came from.
    ///
    /// - Throws: `titleUnusable`.
    init(fileName: String, title: String?) throws {
        let last = fileName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        if let title, !title.allSatisfy(\.isWhitespace) {
            self.title = try Self.title(title)
            self.fileName = TextLine.normalised(last, limit: Self.fileNameLimit) ?? self.title
            return
        }
        guard let name = TextLine.normalised(last, limit: Self.fileNameLimit) else { throw Self.unusable }
        self.fileName = name
        // A file name may be longer than a title; the person did not choose it.
        self.title = try Self.title(String(Self.stem(of: name).prefix(Self.titleLimit)))
    }

    /// A title as a person gives it.
    ///
    /// - Throws: `titleUnusable`.
    static func title(_ text: String) throws -> String {
        guard let title = TextLine.normalised(text, limit: titleLimit) else { throw unusable }
        return title
    }

    /// The name under which a document is saved: its title with the ending of its kind, whatever ending it had.
    static func downloadName(title: String, type: MediaType) -> String {
        let safe = String(title.map { "/\\:*?\"<>|".contains($0) ? "-" : $0 })
        let endings = type == .jpeg ? ["jpg", "jpeg"] : [type.fileExtension]
        if endings.contains(where: { safe.lowercased().hasSuffix(".\($0)") }) { return safe }
        return "\(safe).\(type.fileExtension)"
    }

    private static func stem(of name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        let ending = name[name.index(after: dot)...]
        guard (1...5).contains(ending.count), ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            return name
        }
        return String(name[..<dot])
    }

    private static var unusable: VaultFailure { VaultFailure(.titleUnusable, ["limit": String(titleLimit)]) }
}
