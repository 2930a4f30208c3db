import Foundation

/// The repository as text: what the architecture tests look at.
enum SourceTree {
    /// A source file with its path from the repository's root.
    struct File: CustomStringConvertible {
        let path: String
        let text: String
        var description: String { path }

        /// The modules it imports.
        var imports: Set<String> {
            Set(lines.compactMap(Self.importedModule))
        }

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        private static func importedModule(_ line: Substring) -> String? {
            let words = line.split(separator: " ").filter { !["public", "internal", "package", "@testable"].contains($0) }
            guard words.first == "import", let last = words.last else { return nil }
            return String(last.split(separator: ".").first ?? last)
        }
    }

    /// The repository's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// All Swift files below a folder.
    static func swiftFiles(_ folder: String) throws -> [File] {
        let base = root.appending(path: folder)
        guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return try walk.compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }
            .map {
                File(path: String($0.path.dropFirst(root.path.count + 1)), text: try String(contentsOf: $0, encoding: .utf8))
            }
            .sorted { $0.path < $1.path }
    }

    /// A text file.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
