import FoundationEssentials

extension StatusReport {
    /// What is kept.
    public struct Documents: Codable, Sendable, Equatable {
        public var count: Int
        /// Bytes of their sealed files.
        public var bytes: Int
        /// Accounts of beneficiaries.
        public var accounts: Int?
        /// Bytes of the catalog's file.
        public var catalogBytes: Int?
        /// Why the store takes nothing more, where a write has failed.
        public var readOnlyBecause: String?

        /// The counts.
        public init(count: Int, bytes: Int) {
            self.count = count
            self.bytes = bytes
        }
    }

    /// The master keys.
    public struct Keys: Codable, Sendable, Equatable {
        public var currentTerm: UInt32
        /// When the current term was made.
        public var currentSince: Date?
        /// Every term in the key file.
        public var terms: [UInt32]
        /// Keys that an unfinished rotation has still to wrap anew.
        public var pending: Int?

        /// The terms.
        public init(currentTerm: UInt32, terms: [UInt32]) {
            self.currentTerm = currentTerm
            self.terms = terms
        }
    }

    /// The virus scanner.
    public struct Scanner: Codable, Sendable, Equatable {
        /// `loading`, `ready` or `failed`.
        public var state: String
        /// Why it is not ready, or what its last reload failed with.
        public var problem: String?
        /// The version of libclamav.
        public var version: String
        public var signatures: Int
        /// The loaded files, by name.
        public var files: [String]
        /// When the newest signatures were built.
        public var builtAt: Date?
        /// Whether this is the small database for trying out, which protects from nothing.
        public var isTestDatabase: Bool
        public var selfTestAt: Date?
        public var selfTestPassed: Bool?
        /// Scans since the start.
        public var scans: Int

        /// The state; the rest is filled in.
        public init(state: String, version: String, signatures: Int, files: [String], isTestDatabase: Bool, scans: Int) {
            self.state = state
            self.version = version
            self.signatures = signatures
            self.files = files
            self.isTestDatabase = isTestDatabase
            self.scans = scans
        }
    }

    /// The snapshots.
    public struct Backup: Codable, Sendable, Equatable {
        /// The newest snapshot.
        public var last: SnapshotReport?
        /// Why the last attempt failed, where it did.
        public var lastFailure: String?
        public var nextAt: Date?
        /// Snapshots that are there.
        public var kept: Int
        /// Days that the retention keeps.
        public var keepDays: Int
        /// When the newest snapshot was last read whole, and when it will be; missing for never.
        public var checkedAt: Date?
        public var nextCheckAt: Date?
        /// When it was last restored for trial, and when it will be; missing for never.
        public var drilledAt: Date?
        public var nextDrillAt: Date?

        /// The counts.
        public init(kept: Int, keepDays: Int) {
            self.kept = kept
            self.keepDays = keepDays
        }
    }

    /// The purges.
    public struct Purge: Codable, Sendable, Equatable {
        public var lastAt: Date?
        public var nextAt: Date?
        /// Things that are due now.
        public var due: Int?

        /// Nothing known yet.
        public init() {}
    }

    /// Sealed documents that no safe lists; missing where there are none.
    public struct SetAside: Codable, Sendable, Equatable {
        public var files: Int
        public var bytes: Int
        /// When the next of them is deleted; missing where none is by itself.
        public var nextGoesAt: Date?

        /// The counts.
        public init(files: Int, bytes: Int) {
            self.files = files
            self.bytes = bytes
        }
    }

    /// The certificate that serves.
    public struct Certificate: Codable, Sendable, Equatable {
        public var names: [String]
        public var issuer: String
        public var notAfter: Date
        public var isSelfSigned: Bool

        /// A certificate.
        public init(names: [String], issuer: String, notAfter: Date, isSelfSigned: Bool) {
            self.names = names
            self.issuer = issuer
            self.notAfter = notAfter
            self.isSelfSigned = isSelfSigned
        }
    }

    /// The disk of the state folder, in bytes.
    public struct Disk: Codable, Sendable, Equatable {
        public var free: Int
        public var total: Int
        /// Below this many free bytes nothing new is stored.
        public var reserve: Int

        /// The sizes.
        public init(free: Int, total: Int, reserve: Int) {
            self.free = free
            self.total = total
            self.reserve = reserve
        }
    }
}
