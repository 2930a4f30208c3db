/// A text that people read before they agree to something: a version of it, in one language.
public struct OfficialText: Sendable, Equatable {
    /// What it is about. The raw value is the name of its folder.
    public enum Kind: String, Sendable, CaseIterable {
        /// What one agrees to by using the service (ACC-08).
        case terms
        /// What is done with data, by whom, for how long (art. 13 GDPR, R.55-1 CPCE, ACC-03).
        case information
        /// What a person lets a structure do for them (ACC-02).
        case mandate
    }

    /// A piece of it, in order.
    public enum Block: Sendable, Equatable {
        case heading(String)
        case paragraph(String)
        case list([String])
    }

    public let kind: Kind
    /// The name of the version's folder; later ones sort behind earlier ones.
    public let version: String
    /// The language that it is written in, which may be another than the one that was asked for.
    public let language: String
    public let title: String
    public let blocks: [Block]
    /// SHA-256 of the text as it is shown: title and blocks with the values put in, as they stand in the file, in UTF-8,
    /// each line without blanks at its end, lines apart by a line feed. Another word anywhere is another digest, under
    /// the same version too.
    public let digest: [UInt8]

    /// A text.
    public init(kind: Kind, version: String, language: String, title: String, blocks: [Block], digest: [UInt8]) {
        self.kind = kind
        self.version = version
        self.language = language
        self.title = title
        self.blocks = blocks
        self.digest = digest
    }
}

/// Reads the plain form in which texts lie on the disk: `# title`, `## heading`, `- item`, paragraphs apart by blank
/// lines, `{placeholders}`.
struct OfficialTextFile: Sendable {
    private let lines: [String]

    /// - Throws: `settingsUnusable` where the first line is no title.
    init(_ text: String, path: String) throws {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            String($0).trimmingSuffix(while: { $0 == " " })
        }
        guard lines.first?.hasPrefix("# ") == true else {
            throw VaultFailure(.settingsUnusable, ["reason": "\(path): its first line must be `# ` and a title"])
        }
    }

    /// The title and the blocks with values put in. A line for whose placeholder there is no value is left out: the
    /// operator has not said it.
    func read(_ values: [String: String]) -> (title: String, blocks: [OfficialText.Block], text: String) {
        let filled = lines.compactMap { Self.filled($0, values) }
        var blocks: [OfficialText.Block] = []
        var paragraph: [String] = []
        var items: [String] = []
        func close() {
            if !paragraph.isEmpty { blocks.append(.paragraph(paragraph.joined(separator: " "))) }
            if !items.isEmpty { blocks.append(.list(items)) }
            paragraph = []
            items = []
        }
        for line in filled.dropFirst() {
            if line.hasPrefix("## ") {
                close()
                blocks.append(.heading(String(line.dropFirst(3))))
            } else if line.hasPrefix("- ") {
                if !paragraph.isEmpty { close() }
                items.append(String(line.dropFirst(2)))
            } else if line.isEmpty {
                close()
            } else {
                if !items.isEmpty { close() }
                paragraph.append(line)
            }
        }
        close()
        return (String(filled.first?.dropFirst(2) ?? ""), blocks, filled.joined(separator: "\n"))
    }

    private static func filled(_ line: String, _ values: [String: String]) -> String? {
        var filled = ""
        var rest = line[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            guard let value = values[String(rest[rest.index(after: open)..<close])], !value.isEmpty else { return nil }
            filled += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(self[...last])
    }
}
