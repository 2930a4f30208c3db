import FoundationEssentials

/// A snapshot, as `backup` makes it and `backup list` shows it.
public struct SnapshotReport: Codable, Sendable, Equatable {
    public var id: String
    public var madeAt: Date
    /// Bytes that this snapshot needs in all, those shared with others included.
    public var bytes: Int
    /// Bytes that were new in it; missing where that is not known any more.
    public var newBytes: Int?
    public var documents: Int
    /// When it was read back and found whole; missing where it never was.
    public var verifiedAt: Date?
    /// Snapshots that the retention removed when this one was made.
    public var removed: [String]?
    /// How long it took; only in the answer of its making.
    public var seconds: Double?
    /// What is wrong with it, where something is.
    public var problem: String?

    /// A report with what is always there.
    public init(id: String, madeAt: Date, bytes: Int, documents: Int) {
        self.id = id
        self.madeAt = madeAt
        self.bytes = bytes
        self.documents = documents
    }
}

/// The answer of `GET /v1/backups`, newest first.
public struct SnapshotList: Codable, Sendable, Equatable {
    public let snapshots: [SnapshotReport]

    /// A list.
    public init(snapshots: [SnapshotReport]) { self.snapshots = snapshots }
}

/// What reading a snapshot back found.
public struct SnapshotVerificationReport: Codable, Sendable, Equatable {
    public let id: String
    public let documents: Int
    public let bytes: Int
    /// One sentence for each thing that is wrong; empty when the snapshot is whole.
    public let problems: [String]

    /// A report.
    public init(id: String, documents: Int, bytes: Int, problems: [String]) {
        self.id = id
        self.documents = documents
        self.bytes = bytes
        self.problems = problems
    }
}

/// What a restore did, as `vaultctl restore --json` prints it.
public struct RestoreReport: Codable, Sendable, Equatable {
    public let snapshot: String
    /// The state that the store is in now.
    public let madeAt: Date
    public let documents: Int
    public let bytes: Int
    /// Documents that were missing or damaged already when the snapshot was made.
    public let lost: Int
    /// Documents that were not restored because their file is bad, each as a sentence that names the file.
    public let damaged: [String]
    /// Documents that were erased after the snapshot was made, and stay erased.
    public let erasedAgain: Int
    /// The same, where they were brought back because that was asked for.
    public let broughtBack: Int
    /// Accounts that were deleted after the snapshot was made, and stay deleted.
    public var accountsErasedAgain = 0
    /// The same, where they were brought back because that was asked for.
    public var accountsBroughtBack = 0
    public let warnings: [String]

    /// A report.
    public init(
        snapshot: String, madeAt: Date, documents: Int, bytes: Int, lost: Int, damaged: [String], erasedAgain: Int,
        broughtBack: Int, warnings: [String]
    ) {
        self.snapshot = snapshot
        self.madeAt = madeAt
        self.documents = documents
        self.bytes = bytes
        self.lost = lost
        self.damaged = damaged
        self.erasedAgain = erasedAgain
        self.broughtBack = broughtBack
        self.warnings = warnings
    }
}

/// What a rotation of the master key did.
public struct RotationReport: Codable, Sendable, Equatable {
    /// The term that is current now.
    public let term: UInt32
    /// Keys that were wrapped anew and read back.
    public let rewrapped: Int
    /// Older terms that stay in the key file because something still needs them.
    public let keptTerms: [UInt32]
    /// Older terms that left the key file.
    public let removedTerms: [UInt32]
    public let seconds: Double
    /// Why each of `keptTerms` stays, as a sentence without its full stop that names the term.
    public var reasons: [String]?
    /// Whether a rotation that had been interrupted was ended first.
    public var resumed: Bool?

    /// A report.
    public init(term: UInt32, rewrapped: Int, keptTerms: [UInt32], removedTerms: [UInt32], seconds: Double) {
        self.term = term
        self.rewrapped = rewrapped
        self.keptTerms = keptTerms
        self.removedTerms = removedTerms
        self.seconds = seconds
    }
}

/// What a purge would delete, each thing with its reason.
public struct PurgePlanReport: Codable, Sendable, Equatable {
    /// One group of things that are due.
    public struct Item: Codable, Sendable, Equatable {
        /// What it is: `journal events`, `ended sessions`.
        public let what: String
        /// How many.
        public let count: Int
        /// Why they go, as a sentence without its full stop.
        public let reason: String
        /// What is done with them; missing where they are deleted.
        public let act: Act?

        /// What is done with things that are not deleted.
        public enum Act: String, Codable, Sendable {
            case disable, send
        }

        /// An item.
        public init(what: String, count: Int, reason: String, act: Act? = nil) {
            self.what = what
            self.count = count
            self.reason = reason
            self.act = act
        }
    }

    public let plannedAt: Date
    public let items: [Item]
    /// Why nothing would go although something may be due: the clock seems to have jumped.
    public let suspicion: String?

    /// A plan.
    public init(plannedAt: Date, items: [Item], suspicion: String? = nil) {
        self.plannedAt = plannedAt
        self.items = items
        self.suspicion = suspicion
    }

    /// All things that are due.
    public var count: Int { items.reduce(0) { $0 + $1.count } }
    /// Those of them that would be deleted.
    public var deletions: Int { items.reduce(0) { $0 + ($1.act == nil ? $1.count : 0) } }
}

/// What a purge did.
public struct PurgeReport: Codable, Sendable, Equatable {
    public let items: [PurgePlanReport.Item]
    /// The day on which the last snapshot that held it is gone; missing where nothing was held.
    public let goneFromSnapshotsAt: Date?

    /// A report.
    public init(items: [PurgePlanReport.Item], goneFromSnapshotsAt: Date?) {
        self.items = items
        self.goneFromSnapshotsAt = goneFromSnapshotsAt
    }
}

/// What walking the journal's chain found.
public struct AuditReport: Codable, Sendable, Equatable {
    /// Events that were checked.
    public let events: Int
    /// What is wrong, as a sentence; missing when the journal is whole.
    public let problem: String?

    /// A report.
    public init(events: Int, problem: String?) {
        self.events = events
        self.problem = problem
    }
}
