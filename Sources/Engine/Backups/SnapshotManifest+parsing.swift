extension SnapshotManifest {
    /// Why a manifest is no manifest.
    enum Flaw: Error, Equatable {
        /// Not what this or an older version writes, or cut off.
        case malformed
        /// Of a newer version.
        case newer
    }

    /// A manifest as it was read, and what its seal is over. Nothing in it is to be believed before `isGenuine`.
    struct Parsed: Sendable {
        let manifest: SnapshotManifest
        fileprivate let sealedText: [UInt8]
        fileprivate let seal: [UInt8]

        /// Whether the seal was made under `master`, which is the key of the manifest's term.
        func isGenuine(under master: SecretBytes) throws -> Bool {
            let expected = try Digest.hmacSHA256(key: SnapshotManifest.sealKey(from: master), sealedText)
            return Digest.constantTimeEqual(expected, seal)
        }
    }

    /// Reads strictly: the lines that `sealed(with:)` writes, in their order, and nothing else.
    ///
    /// - Throws: `Flaw`.
    static func parse(_ bytes: [UInt8]) throws -> Parsed {
        try bytes.withUnsafeBytes { bytes in
            var lines = ManifestLines(bytes)
            guard let format = lines.number("vaultd-snapshot") else { throw Flaw.malformed }
            guard format <= Self.format else { throw Flaw.newer }
            guard format == Self.format, let manifest = manifest(&lines) else { throw Flaw.malformed }
            let end = lines.position
            guard let seal = lines.hex("seal", 32), lines.isAtEnd else { throw Flaw.malformed }
            return Parsed(manifest: manifest, sealedText: Array(bytes[..<end]), seal: seal)
        }
    }

    private static func manifest(_ lines: inout ManifestLines) -> SnapshotManifest? {
        guard
            let id = lines.text("id").flatMap({ SnapshotID($0) }),
            let sequence = lines.number("sequence"),
            let created = lines.number("created"),
            let instance = lines.hex("instance", 16),
            let term = lines.number("term").flatMap({ UInt32(exactly: $0) }),
            let key = lines.hex("key", KeyWrap.size),
            let needs = terms(&lines),
            let journal = lines.numberAndHex("journal", 32),
            let newBytes = lines.number("new"),
            let files = files(&lines)
        else { return nil }
        let erased = ids("erased", &lines)
        let lost = ids("lost", &lines)
        guard let documents = documents(&lines) else { return nil }
        return SnapshotManifest(
            id: id, sequence: sequence, created: Moment(milliseconds: Int64(created)), instance: instance, term: term,
            key: key, needs: needs, journal: JournalMark(sequence: Int64(journal.number), link: journal.bytes),
            newBytes: newBytes, files: files, erased: erased, lost: lost, documents: documents
        )
    }

    private static func ids(_ name: String, _ lines: inout ManifestLines) -> [DocumentID] {
        var ids: [DocumentID] = []
        while let bytes = lines.hex(name, 16), let id = DocumentID(bytes: bytes) { ids.append(id) }
        return ids
    }

    private static func terms(_ lines: inout ManifestLines) -> [UInt32: [UInt8]]? {
        var needs: [UInt32: [UInt8]] = [:]
        while let line = lines.numberAndHex("needs", 32) {
            guard let term = UInt32(exactly: line.number), needs.updateValue(line.bytes, forKey: term) == nil else {
                return nil
            }
        }
        return needs
    }

    private static func files(_ lines: inout ManifestLines) -> [SnapshotFile: SealedPart]? {
        var files: [SnapshotFile: SealedPart] = [:]
        for file in SnapshotFile.allCases {
            guard
                lines.begin("file \(file.rawValue)"),
                let length = lines.number(), let digest = lines.hex(32),
                let plaintextLength = lines.number(), let plaintextDigest = lines.hex(32), lines.endLine()
            else { return nil }
            files[file] = SealedPart(
                length: length, digest: digest, plaintextLength: plaintextLength, plaintextDigest: plaintextDigest)
        }
        return files
    }

    private static func documents(_ lines: inout ManifestLines) -> [Entry]? {
        var documents: [Entry] = []
        while lines.begin("document") {
            guard
                let bytes = lines.hex(16), let document = DocumentID(bytes: bytes),
                let length = lines.number(), let digest = lines.hex(32), lines.endLine()
            else { return nil }
            documents.append(Entry(document: document, length: length, digest: digest))
        }
        return lines.number("end") == documents.count ? documents : nil
    }
}

/// Reads the lines of a manifest word by word over its bytes. A reader that does not find what it wants moves nowhere.
private struct ManifestLines {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// Takes a name at the start of a line, with a blank behind it still to come.
    mutating func begin(_ name: String) -> Bool {
        var end = position
        for byte in name.utf8 {
            guard end < bytes.count, bytes[end] == byte else { return false }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: " ") else { return false }
        position = end
        return true
    }

    mutating func endLine() -> Bool { take(UInt8(ascii: "\n")) }

    /// A blank and a number without sign or leading zeros.
    mutating func number() -> Int? {
        let start = position
        guard take(UInt8(ascii: " ")) else { return nil }
        let first = position
        var value = 0
        while position < bytes.count, let digit = Self.decimal(bytes[position]) {
            guard position - first < 18 else { break }
            value = value * 10 + digit
            position += 1
        }
        guard position > first, bytes[first] != UInt8(ascii: "0") || position == first + 1 else {
            position = start
            return nil
        }
        return value
    }

    /// A blank and so many bytes as lower-case hexadecimal digits.
    mutating func hex(_ count: Int) -> [UInt8]? {
        guard position + 1 + count * 2 <= bytes.count, bytes[position] == UInt8(ascii: " ") else { return nil }
        var value = [UInt8](repeating: 0, count: count)
        for index in 0..<count {
            let place = position + 1 + index * 2
            guard let high = Self.hexadecimal(bytes[place]), let low = Self.hexadecimal(bytes[place + 1]) else {
                return nil
            }
            value[index] = high << 4 | low
        }
        position += 1 + count * 2
        return value
    }

    mutating func number(_ name: String) -> Int? { line(name) { $0.number() } }

    mutating func hex(_ name: String, _ count: Int) -> [UInt8]? { line(name) { $0.hex(count) } }

    mutating func numberAndHex(_ name: String, _ count: Int) -> (number: Int, bytes: [UInt8])? {
        line(name) { lines in
            guard let number = lines.number(), let bytes = lines.hex(count) else { return nil }
            return (number, bytes)
        }
    }

    mutating func text(_ name: String) -> String? {
        line(name) { lines in
            guard lines.take(UInt8(ascii: " ")) else { return nil }
            let rest = lines.bytes[lines.position...].prefix { $0 != UInt8(ascii: "\n") }.prefix(64)
            lines.position += rest.count
            return String(validating: rest, as: UTF8.self)
        }
    }

    private mutating func line<Value>(_ name: String, _ read: (inout ManifestLines) -> Value?) -> Value? {
        let start = position
        guard begin(name), let value = read(&self), endLine() else {
            position = start
            return nil
        }
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private static func decimal(_ byte: UInt8) -> Int? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
