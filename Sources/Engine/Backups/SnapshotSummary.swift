/// A snapshot, as `backup` makes it and `backup list` shows it.
public struct SnapshotSummary: Sendable, Equatable {
    /// Its name: the time in UTC and four random characters.
    public let id: String
    /// Counts up with each snapshot of the folder; unlike times, never back.
    public let sequence: Int
    public let madeAt: Moment
    /// Bytes that it needs in all, documents shared with other snapshots included.
    public let bytes: Int
    /// Bytes that no snapshot had before it.
    public let newBytes: Int
    public let documents: Int
    /// Since when every file of it was read back and found whole: documents that an earlier snapshot had already are not
    /// read again until a check does; nil where the last check found damage.
    public let verifiedAt: Moment?
    /// Snapshots that went when this one was made; empty in lists.
    public var removed: [String] = []
    /// What is wrong with it; empty where nothing is known to be.
    public var problems: [String] = []
    /// Why the operation is incomplete although the snapshot is good: nothing was removed because the clock seems
    /// to have jumped, or because a check of snapshots runs.
    public var warnings: [String] = []
}

/// What reading a snapshot back found.
public struct SnapshotVerification: Sendable, Equatable {
    public let id: String
    /// Documents whose file was read.
    public let documents: Int
    /// Bytes that were read.
    public let bytes: Int
    /// Each file that is not what it was; empty where all is whole.
    public let problems: [SnapshotProblem]
    /// The documents among them; the other problems are of the snapshot's own files.
    let badDocuments: Set<DocumentID>

    /// Whether the rest can be restored: its own files are whole, and so is some document, if there are any. Where none
    /// is, the pool was left behind when the snapshot was copied.
    var isRestorable: Bool { problems.count == badDocuments.count && (documents == 0 || badDocuments.count < documents) }

    /// The failure that the problems amount to; nil where there is none.
    public var failure: VaultFailure? {
        guard let first = problems.first else { return nil }
        let more = problems.count == 1 ? "" : ", and \(problems.count - 1) more"
        return VaultFailure(.snapshotDamaged, ["snapshot": id, "reason": first.sentence + more])
    }
}

/// One file of a snapshot that is not what it was.
public struct SnapshotProblem: Sendable, Equatable {
    /// What is wrong with it.
    public enum Kind: String, Sendable {
        case missing = "is missing"
        case altered = "was altered"
        case truncated = "was cut off"
        case extended = "is longer than it was"
        case extra = "does not belong to it"
        case unreadable = "cannot be read"
        case inconsistent = "is no whole catalog"
    }

    /// The path from the folder of snapshots.
    public let file: String
    public let kind: Kind

    /// `pool/7c/7c91… was cut off`.
    public var sentence: String { "\(file) \(kind.rawValue)" }
}
