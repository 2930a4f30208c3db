/// How the scanner stands, for `vaultctl status` and the pages.
public struct ScannerStatus: Sendable, Equatable {
    /// Whether documents are accepted.
    public enum State: Sendable, Equatable {
        /// The signatures are being loaded for the first time.
        case loading
        /// Documents are scanned and, when clean, accepted.
        case ready
        /// Nothing is accepted, for this reason.
        case failed(reason: String)
    }

    public let state: State
    /// The version of libclamav.
    public let libraryVersion: String
    /// The folder of the signatures.
    public let folder: String
    /// The files that are loaded; empty before the first load.
    public let files: [SignatureFile]
    /// How many signatures are loaded.
    public let signatureCount: Int
    /// When the newest official signatures were built; for local files, when they were written.
    public let builtAt: Moment?
    /// How old they are.
    public let age: Duration?
    /// Whether this is the small database for trying vaultd out, which protects from nothing.
    public let isTestDatabase: Bool
    /// Whether there is an official main or daily file among them.
    public let hasOfficialFiles: Bool
    /// When the signatures were loaded.
    public let loadedAt: Moment?
    /// Why the last load or reload failed, while the signatures before it stay in use.
    public let problem: String?
    /// What libclamav complained of while it loaded the signatures in use.
    public let warnings: [String]
    /// The last self-test.
    public let lastSelfTest: SelfTestOutcome?
    /// Scans that run now.
    public let scansRunning: Int
    /// Scans since the start, self-tests left out.
    public let scansDone: Int
    /// Where libclamav unpacks, and whether that is memory, as it must be in production.
    public let temporaryFolder: String?
    public let temporaryIsInMemory: Bool
}

/// Whether the scanner caught what it must catch.
public struct SelfTestOutcome: Sendable, Equatable {
    /// When it ran.
    public let at: Moment
    /// Nil when it passed; otherwise what went wrong.
    public let problem: String?

    /// Whether it passed.
    public var passed: Bool { problem == nil }
}
