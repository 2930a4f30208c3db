import Foundation

/// What is wrong with the text of a key file, and where.
struct KeyFileFlaw: Error, Equatable {
    /// Every way in which a key file is refused; the raw value is what the operator reads.
    enum Kind: String, CaseIterable {
        case empty = "it is empty"
        case tooLarge = "it is larger than any key file"
        case noEnd = "its last line does not end"
        case tooManyTerms = "it holds too many terms"
        case notText = "it holds something else than plain text"
        case notALine = "this is not a line of six words, vaultd-key first"
        case unknownVersion = "the line has an unknown version"
        case badTerm = "the term is not a number from 1"
        case badDate = "the date is not one like 2026-11-22T02:15:00Z"
        case badKey = "the key is not the base64 form of 32 bytes"
        case badCheck = "the check does not fit the line"
        case duplicate = "the term occurs twice"
        case gap = "a term is missing before it"
        case order = "the terms are not in ascending order"
    }

    let kind: Kind
    /// From 1; 0 for the file as a whole.
    let line: Int

    var reason: String { line == 0 ? kind.rawValue : "line \(line): \(kind.rawValue)" }
}

extension KeyFile {
    private static let marker = "vaultd-key"
    private static let version = "v1"

    /// Reads the text of a key file, strictly: what this version would not write is refused.
    ///
    /// - Throws: `KeyFileFlaw`.
    init(parsing text: UnsafeRawBufferPointer) throws {
        guard !text.isEmpty else { throw KeyFileFlaw(kind: .empty, line: 0) }
        guard text.count <= Self.maximumSize else { throw KeyFileFlaw(kind: .tooLarge, line: 0) }
        guard text.last == UInt8(ascii: "\n") else { throw KeyFileFlaw(kind: .noEnd, line: 0) }
        var entries: [Entry] = []
        for line in text.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let number = entries.count + 1
            guard number <= Self.maximumTerms else { throw KeyFileFlaw(kind: .tooManyTerms, line: number) }
            let entry = try Self.entry(UnsafeRawBufferPointer(rebasing: line), number)
            if let flaw = Self.flaw(of: entry.term, after: entries) { throw KeyFileFlaw(kind: flaw, line: number) }
            entries.append(entry)
        }
        self.entries = entries
    }

    /// The text of the file.
    func text() throws -> SecretBytes {
        let lines = try entries.map(Self.line)
        return try SecretBytes(count: lines.reduce(0) { $0 + $1.count }) { output in
            var offset = 0
            for line in lines {
                line.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: output[offset...]).copyMemory(from: $0) }
                offset += line.count
            }
        }
    }

    private static func entry(_ line: UnsafeRawBufferPointer, _ number: Int) throws -> Entry {
        func flaw(_ kind: KeyFileFlaw.Kind) -> KeyFileFlaw { KeyFileFlaw(kind: kind, line: number) }
        guard line.allSatisfy({ (0x20...0x7e).contains($0) }) else { throw flaw(.notText) }
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 6, omittingEmptySubsequences: false)
        guard words.count == 6, text(words[0]) == marker else { throw flaw(.notALine) }
        guard text(words[1]) == version else { throw flaw(.unknownVersion) }
        // The check comes before the words, so that a slip in one is not taken for something meant.
        let covered = UnsafeRawBufferPointer(rebasing: line[..<(words[5].startIndex - 1)])
        guard text(words[5]) == (try check(covered)) else { throw flaw(.badCheck) }
        guard let term = UInt32(text(words[2])), term > 0, "\(term)" == text(words[2]) else { throw flaw(.badTerm) }
        guard let created = date(text(words[3])) else { throw flaw(.badDate) }
        guard let key = try Base64Key.decode(UnsafeRawBufferPointer(rebasing: words[4])) else { throw flaw(.badKey) }
        return try Entry(term: term, created: created, key: key)
    }

    private static func flaw(of term: UInt32, after entries: [Entry]) -> KeyFileFlaw.Kind? {
        guard let last = entries.last?.term else { return nil }
        if entries.contains(where: { $0.term == term }) { return .duplicate }
        if term < last { return .order }
        return term == last + 1 ? nil : .gap
    }

    private static func line(_ entry: Entry) throws -> SecretBytes {
        let start = Array("\(marker) \(version) \(entry.term) \(entry.created.iso8601) ".utf8)
        let key = try Base64Key.encode(entry.key)
        let covered = start.count + key.count
        // A blank, 16 digits and the end of the line.
        return try SecretBytes(count: covered + 18) { output in
            output.copyBytes(from: start)
            key.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: output[start.count...]).copyMemory(from: $0) }
            let check = try check(UnsafeRawBufferPointer(rebasing: output[..<covered]))
            UnsafeMutableRawBufferPointer(rebasing: output[covered...]).copyBytes(from: " \(check)\n".utf8)
        }
    }

    private static func check(_ covered: UnsafeRawBufferPointer) throws -> String {
        Hex.encode(try Digest.sha256(covered).prefix(8))
    }

    private static func date(_ text: String) -> Moment? {
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }
        let moment = Moment(seconds: Int64(date.timeIntervalSince1970))
        return moment.iso8601 == text ? moment : nil
    }

    private static func text(_ word: Slice<UnsafeRawBufferPointer>) -> String { String(decoding: word, as: UTF8.self) }
}
