/// The whole picture of an open store, as one screen of `vaultctl status` shows it.
public struct EngineStatus: Sendable {
    public let now: Moment
    /// When this process opened the store.
    public let openedAt: Moment
    public let documents: Documents
    public let disk: Disk
    public let keys: Keys
    public let scanner: ScannerStatus
    public let backup: Backup
    public let purge: Purge
    public let setAside: SetAside
    public let journal: Journal
    public let health: Health

    /// What is kept.
    public struct Documents: Sendable, Equatable {
        public let count: Int
        /// Bytes of their sealed files.
        public let bytes: Int
        public let safes: Int
        public let accounts: Int
        /// Bytes of the catalog's file.
        public let catalogBytes: Int
    }

    /// The disk of the state folder.
    public struct Disk: Sendable, Equatable {
        public let free: Int
        public let total: Int
        /// Below this many free bytes nothing new is stored.
        public let reserve: Int
        /// Why the store takes nothing more until a restart; nil while it does.
        public let readOnlyBecause: String?
        /// Whether the disk is so full that the journal lives on the room that was kept for it.
        public var usesBallast = false
    }

    /// The master keys.
    public struct Keys: Sendable, Equatable {
        public let currentTerm: UInt32
        public let currentSince: Moment
        /// Every term in the key file, oldest first.
        public let terms: [UInt32]
        /// Keys that an unfinished rotation has still to wrap anew.
        public let pending: Int
        /// Whether secrets are locked in memory and guarded, as they should be.
        public let isMemoryLocked: Bool
    }

    /// The snapshots.
    public struct Backup: Sendable, Equatable {
        /// The newest of this store.
        public let last: SnapshotSummary?
        /// When the newest that is known to be good was made.
        public let lastGoodAt: Moment?
        /// The last attempt, by schedule or by hand.
        public let lastRun: JobRun?
        /// Snapshots of this store that are there.
        public let kept: Int
        public let keepDays: Int
        /// Snapshots in the folder that cannot be read or are of another store.
        public let strangers: [SnapshotSummary]
        public let nextAt: Moment
        public let isRunning: Bool
        /// Snapshots that should be in the folder and are not to be found.
        public var unseen: [String] = []
        /// The newest snapshot read whole, and restored for trial.
        public var verification = Check()
        public var drill = Check()
        /// The catalog of before an upgrade, where no snapshot holds it.
        public var upgradeCopy: UpgradeCopy?
    }

    /// A catalog that was set aside before an upgrade.
    public struct UpgradeCopy: Sendable, Equatable {
        public let path: String
        public let madeAt: Moment
        /// From when on a purge removes it.
        public let goesAt: Moment
    }

    /// A check of the snapshots that runs every few days.
    public struct Check: Sendable, Equatable {
        public var lastRun: JobRun?
        /// Nil where it never runs.
        public var nextAt: Moment?
        /// How often it runs; zero: never.
        public var every: Duration = .zero
    }

    /// The purges.
    public struct Purge: Sendable, Equatable {
        public let lastRun: JobRun?
        public let nextAt: Moment
        public let isRunning: Bool
    }

    /// Sealed files that no safe lists, kept in case their catalog comes back.
    public struct SetAside: Sendable, Equatable {
        public let files: Int
        public let bytes: Int
        /// When the next of them is deleted; nil where none is by itself.
        public let nextGoesAt: Moment?
        /// Those that came at once in such a number that a person has to decide.
        public let waiting: Int
        /// Where they lie.
        public let folder: String
    }

    /// The journal.
    public struct Journal: Sendable, Equatable {
        public let events: Int
        /// The number of the last event; nil in an empty journal.
        public let head: Int64?
    }
}
