/// What a snapshot consists of. Authenticated under the master key, so that whoever can write the folder but lacks
/// the key cannot put together a snapshot of their own from parts of others.
///
/// A text file, so that a site that pulls snapshots can read it without any tool of ours and without a key:
/// ```
/// vaultd-snapshot 1
/// id 2026-11-22T021500Z-9f3k
/// sequence 12
/// created 1795313700000
/// instance <32 hexadecimal digits>
/// term 2
/// key <the snapshot's key, wrapped under the master key of that term>
/// needs 2 <fingerprint of the master key>
/// journal <sequence> <link>
/// new <bytes that no snapshot had before>
/// file catalog.sealed <bytes> <SHA-256> <bytes of plaintext> <SHA-256 of plaintext>
/// file settings.sealed …
/// erased <document whose row is in the catalog, but which was erased while the snapshot was made>
/// lost <document whose file was missing or damaged in the store>
/// document <id> <bytes> <SHA-256>
/// end <number of documents>
/// seal <HMAC-SHA256 of everything above>
/// ```
struct SnapshotManifest: Sendable {
    /// The format that this version writes, and the newest that it reads.
    static let format = 1
    /// Its name in the snapshot's folder.
    static let fileName = "MANIFEST"
    /// Beside it: its SHA-256 in the form that `sha256sum --check` reads.
    static let digestFileName = "MANIFEST.sha256"

    let id: SnapshotID
    let sequence: Int
    let created: Moment
    let instance: [UInt8]
    /// The master key that wraps `key` and seals the manifest.
    let term: UInt32
    let key: [UInt8]
    /// Every master key that is needed to read it, with its fingerprint.
    let needs: [UInt32: [UInt8]]
    /// Where the journal stood.
    let journal: JournalMark
    let newBytes: Int
    let files: [SnapshotFile: SealedPart]
    let erased: [DocumentID]
    let lost: [DocumentID]
    /// In ascending order of their ids.
    let documents: [Entry]

    /// A document's sealed file.
    struct Entry: Sendable, Equatable {
        let document: DocumentID
        let length: Int
        let digest: [UInt8]
    }

    /// One of the snapshot's own files.
    struct SealedPart: Sendable, Equatable {
        let length: Int
        let digest: [UInt8]
        let plaintextLength: Int
        let plaintextDigest: [UInt8]
    }

    /// A place in the journal's chain.
    struct JournalMark: Sendable, Equatable {
        let sequence: Int64
        let link: [UInt8]
    }

    /// Bytes of all its files. Wraps around where a forged manifest claims more than there can be: such a one is listed
    /// too, and must not end the service.
    var bytes: Int { documents.reduce(0) { $0 &+ $1.length } &+ files.values.reduce(0) { $0 &+ $1.length } }

    /// Bytes of a disk that a store takes that is restored from it: files fill whole blocks, and the catalog needs room
    /// for its log.
    var room: Int {
        func blocks(_ length: Int) -> Int { (length / Self.block &+ 1) &* Self.block }
        let catalog = files[.catalog].map { blocks($0.plaintextLength) } ?? 0
        return documents.reduce(catalog &+ Self.log) { $0 &+ blocks($1.length) }
    }

    private static let block = 4096
    /// SQLite moves it into the catalog from four megabytes on.
    private static let log = 8 << 20
}

extension SnapshotManifest {
    /// The key that seals manifests, from a master key.
    static func sealKey(from master: SecretBytes) throws -> SecretBytes {
        try KeyDerivation.derive(from: master, salt: [], info: Array("vaultd/snapshot-manifest/1".utf8), count: 32)
    }

    /// The whole file, sealed.
    func sealed(with master: SecretBytes) throws -> [UInt8] {
        var text = ManifestText()
        write(to: &text)
        let seal = try Digest.hmacSHA256(key: Self.sealKey(from: master), text.bytes)
        text.line("seal", hex: seal)
        return text.bytes
    }

    private func write(to text: inout ManifestText) {
        text.line("vaultd-snapshot", Self.format)
        text.line("id", id.text)
        text.line("sequence", sequence)
        text.line("created", Int(created.milliseconds))
        text.line("instance", hex: instance)
        text.line("term", Int(term))
        text.line("key", hex: key)
        for (term, fingerprint) in needs.sorted(by: { $0.key < $1.key }) {
            text.line("needs", Int(term), hex: fingerprint)
        }
        text.line("journal", Int(journal.sequence), hex: journal.link)
        text.line("new", newBytes)
        for file in SnapshotFile.allCases {
            guard let part = files[file] else { continue }
            text.add("file ")
            text.add(file.rawValue)
            text.add(" \(part.length) ")
            text.add(hex: part.digest)
            text.add(" \(part.plaintextLength) ")
            text.add(hex: part.plaintextDigest)
            text.endLine()
        }
        for document in erased { text.line("erased", hex: document.bytes) }
        for document in lost { text.line("lost", hex: document.bytes) }
        for entry in documents {
            text.add("document ")
            text.add(hex: entry.document.bytes)
            text.add(" \(entry.length) ")
            text.add(hex: entry.digest)
            text.endLine()
        }
        text.line("end", documents.count)
    }
}

/// Lines of text, put together as bytes: twenty thousand lines in a few milliseconds.
struct ManifestText {
    private(set) var bytes: [UInt8] = []
    private static let digits = Array("0123456789abcdef".utf8)

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func add(hex value: [UInt8]) {
        for byte in value {
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
    }

    mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

    mutating func line(_ name: String, _ value: Int) { line(name, "\(value)") }

    mutating func line(_ name: String, _ value: String) {
        add("\(name) \(value)")
        endLine()
    }

    mutating func line(_ name: String, _ number: Int, hex value: [UInt8]) {
        add("\(name) \(number) ")
        add(hex: value)
        endLine()
    }

    mutating func line(_ name: String, hex value: [UInt8]) {
        add("\(name) ")
        add(hex: value)
        endLine()
    }
}

extension Identifier {
    /// The order in which the catalog and manifests list things: that of their bytes.
    func precedes(_ other: Identifier) -> Bool {
        bytes.withUnsafeBytes { mine in
            other.bytes.withUnsafeBytes { other in
                for (left, right) in zip(mine, other) where left != right { return left < right }
                return false
            }
        }
    }
}
