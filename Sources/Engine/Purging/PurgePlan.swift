/// What a purge would do, each group with its reason; nothing is done by making one. Accounts that nobody uses are told of
/// and disabled before they are removed.
public struct PurgePlan: Sendable, Equatable {
    /// One group of things that are due.
    public struct Item: Sendable, Equatable {
        public let kind: Kind
        /// How many.
        public let count: Int
        /// Why they go, as a sentence without its full stop.
        public let reason: String
    }

    /// What is removed, disabled or sent. The raw value is the word for operators.
    public enum Kind: String, Sendable, CaseIterable {
        case accounts = "deleted accounts"
        case staff = "accounts of former staff"
        case unusedTold = "notices about unused accounts"
        case unusedDisabled = "unused accounts"
        case unusedErased = "accounts disabled long ago"
        case sessions = "ended sessions"
        case attempts = "counters of failed attempts"
        case journal = "journal events"
        case erasedFiles = "files of erased documents"
        case erasures = "records of erasures"
        case snapshots = "snapshots"
        case poolFiles = "files of the snapshot pool"
        case setAside = "files set aside"
        case upgradeCopies = "catalogs of before an upgrade"

        /// What is done with them.
        public var act: Act {
            switch self {
            case .unusedTold: .send
            case .unusedDisabled: .disable
            default: .delete
            }
        }
    }

    /// What a purge does with a group of things.
    public enum Act: Sendable { case delete, disable, send }

    public let at: Moment
    /// Only groups in which something is due.
    public let items: [Item]
    /// Why nothing would be removed although something may be due: the clock seems to have jumped.
    public let suspicion: String?

    /// All things that are due.
    public var count: Int { items.reduce(0) { $0 + $1.count } }
}

/// What a purge removed.
public struct PurgeSummary: Sendable, Equatable {
    /// What went; empty after a clock jump.
    public let items: [PurgePlan.Item]
    /// When the last snapshot that still holds an erased document goes at the latest, given daily backups; nil where no
    /// snapshot holds any.
    public let goneFromSnapshotsBy: Moment?
    /// Why less was removed than was due; empty where all went well.
    public let warnings: [String]

    /// All things that went.
    public var count: Int { items.reduce(0) { $0 + $1.count } }
}
