/// A document as its holder sees it in a list.
public struct DocumentSummary: Sendable, Equatable {
    public let id: DocumentID
    public let safe: SafeID
    public let title: String
    /// The name of the file it came from, without path.
    public let fileName: String
    /// The name to save it under: the title with the ending of its kind.
    public let downloadName: String
    public let mediaType: MediaType
    /// Bytes.
    public let size: Int
    public let depositedAt: Moment
    public let depositorRole: Role
    /// Whether the reader deposited it.
    public let isOwnDeposit: Bool
    /// SHA-256 of the bytes as they came, in hexadecimal (DOC-04).
    public let digest: String
}

extension DocumentSummary {
    /// Opens the fields of a row.
    init(_ record: DocumentRecord, key: SafeKey, reader: Actor) throws {
        guard let type = MediaType(mime: record.mediaType) else {
            throw VaultFailure(.catalogDamaged, ["reason": "unknown media type"])
        }
        func text(_ column: String, _ sealed: [UInt8]) throws -> String {
            try key.fields.openText(sealed, at: DocumentRecord.address(column, of: record.id))
        }
        let title = try text("title", record.title)
        self.init(
            id: record.id,
            safe: record.safe,
            title: title,
            fileName: try text("file_name", record.fileName),
            downloadName: DocumentNames.downloadName(title: title, type: type),
            mediaType: type,
            size: record.size,
            depositedAt: record.depositedAt,
            depositorRole: try Role(stored: record.depositorRole),
            isOwnDeposit: reader.journalAccount == record.depositor,
            digest: Hex.encode(try key.fields.open(record.digest, at: DocumentRecord.address("digest", of: record.id)))
        )
    }
}

/// How full a safe is.
public struct SafeOverview: Sendable, Equatable {
    /// Bytes that its documents take.
    public let used: Int
    /// Bytes that they may take.
    public let quota: Int
    public let documentCount: Int

    /// Bytes that are left.
    public var free: Int { max(0, quota - used) }
}

/// What the holder is told when a document is deleted.
public struct ErasureReceipt: Sendable, Equatable {
    public let document: DocumentID
    public let erasedAt: Moment
    /// The moment by which the last snapshot that held it is gone (RET-05).
    public let goneFromSnapshotsBy: Moment
}

/// What a person is told when a document lies sealed on the disk, and not before.
public struct DepositReceipt: Sendable, Equatable {
    public let document: DocumentSummary
}
