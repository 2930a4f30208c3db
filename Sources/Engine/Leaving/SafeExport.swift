import GRDB
import Logging
import NIOCore

/// Everything of a safe as one zip, made while it is sent: no file on the disk, memory for one block (EXP-01, EXP-03).
///
/// Documents as they came in, the journal as a table, and SHA-256 sums of all.
public struct SafeExport: Sendable {
    let vault: Vault
    let person: SignedInPerson
    let safe: SafeRecord
    let documents: [DocumentID]
    let words: ExportWords

    /// Hands the zip out, block by block. An error means that it broke off: the connection must be closed.
    ///
    /// - Throws: `sessionEnded` when the session was ended meanwhile; `documentDamaged`, `diskFailed`, what `sink` throws.
    public func write(to sink: (ByteBuffer) async throws -> Void) async throws {
        let zip = try ZipWriting()
        var sums: [String] = []
        for (number, id) in documents.enumerated() {
            guard let opened = try await open(id) else { continue }
            let name = "documents/\(Self.fileName(opened.summary.downloadName, number: number + 1))"
            try zip.begin(name, length: opened.length, at: opened.summary.depositedAt)
            for try await block in opened.chunks() {
                try await vault.pools.disk.run { try block.withUnsafeReadableBytes { try zip.append($0) } }
                try await hand(zip, to: sink)
            }
            try zip.end()
            sums.append("\(opened.summary.digest)  \(name)\n")
        }
        sums.append("\(try await writeJournal(zip, sink))  \(words.journalName)\n")
        try member("SHA256SUMS", Array(sums.joined().utf8), of: zip)
        try zip.finish()
        try await hand(zip, to: sink)
    }

    /// - Returns: nil for a document that does not open any more; that is in the journal, and the others go on.
    private func open(_ id: DocumentID) async throws -> OpenedDocument? {
        do {
            let found = try await vault.located(id, for: .downloadDocument, by: .person(person))
            let retrieval = Retrieval(
                vault: vault, found: found, actor: .person(person), purpose: .download, part: .beginning,
                revision: vault.catalog.revision)
            let (summary, reader) = try await retrieval.opened()
            return OpenedDocument(
                summary: summary, reader: reader, vault: vault, found: found, actor: .person(person),
                ground: .right(person, .downloadDocument), decision: DecisionMark(revision: nil, at: vault.clock.now()))
        } catch let failure as VaultFailure where failure.kind == .damaged || failure.code == .notFound {
            return nil
        }
    }

    /// - Returns: its SHA-256 in hexadecimal.
    private func writeJournal(_ zip: ZipWriting, _ sink: (ByteBuffer) async throws -> Void) async throws -> String {
        var digest = try SHA256Stream()
        try zip.begin(words.journalName, length: nil, at: vault.clock.now())
        var text = words.journalHead
        var lines = try await vault.journalLines(of: person, before: nil)
        while true {
            try Array(text.utf8).withUnsafeBytes {
                try digest.update($0)
                try zip.append($0)
            }
            try await hand(zip, to: sink)
            guard let last = lines.last else { break }
            text = lines.map(words.journalLine).joined()
            lines = try await vault.journalLines(of: person, before: last.sequence)
        }
        try zip.end()
        return Hex.encode(try digest.finish())
    }

    private func member(_ name: String, _ bytes: [UInt8], of zip: ZipWriting) throws {
        try zip.begin(name, length: bytes.count, at: vault.clock.now())
        try bytes.withUnsafeBytes { try zip.append($0) }
        try zip.end()
    }

    private func hand(_ zip: ZipWriting, to sink: (ByteBuffer) async throws -> Void) async throws {
        let bytes = zip.take()
        guard !bytes.isEmpty else { return }
        try await sink(ByteBuffer(bytes: bytes))
    }

    /// A name that every system takes, that no other member has, and that never leads out of the folder.
    static func fileName(_ name: String, number: Int) -> String {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        var stem = name[..<dot]
        while stem.utf8.count > nameLimit { stem = stem.dropLast() }
        return "\(padded) \(stem)\(name[dot...])"
    }

    /// Bytes of a name without its ending: with number and ending it fits every file system.
    private static let nameLimit = 180
}

/// The words of an export, in the reader's language.
public struct ExportWords: Sendable {
    let journalName: String
    let journalHead: String
    let journalLine: @Sendable (JournalEntry) -> String

    /// Words.
    public init(journalName: String, journalHead: String, journalLine: @escaping @Sendable (JournalEntry) -> String) {
        self.journalName = journalName
        self.journalHead = journalHead
        self.journalLine = journalLine
    }
}

extension Vault {
    /// Begins an export of everything in the person's own safe. It is in the journal before a byte leaves.
    ///
    /// - Throws: `notFound`, also for a day after a reset; `confirmationNeeded`.
    public func exportSafe(of person: SignedInPerson, words: ExportWords) async throws -> SafeExport {
        guard let id = person.safe else { throw try await refuseUnknown(.person(person), .exportSafe, item: []) }
        let safe = try await safe(id, for: .exportSafe, by: .person(person))
        let documents = try await change { database in
            try StepUp.require(person, now: clock.now(), in: database)
            let ids = try DocumentRecord.ids(in: id, database)
            let event = AuditEvent(.safeExported, owner: person.account, details: [.count: "\(ids.count)"])
            try journal.record(event, by: .person(person), in: database)
            return ids
        }
        return SafeExport(vault: self, person: person, safe: safe, documents: documents, words: words)
    }
}
