import Logging

/// The safe-keeping service, opened: the catalog, the keys and the parts that work on them.
///
/// Each operation is one method in an extension beside its domain: `People/Vault+People.swift`,
/// `SigningIn/Vault+SigningIn.swift`, `Safes/Vault+Documents.swift`, `Journal/Vault+Journal.swift`,
/// `Backups/Vault+Backups.swift`, `Keys/Vault+KeyRotation.swift`, `Purging/Vault+Purging.swift`,
/// `Status/Vault+Status.swift`. Each takes the actor, asks `AccessPolicy`, and writes the journal.
public struct Vault: Sendable {
    /// The settings it was opened with, or those of the last reload: `adopting(_:)`.
    public internal(set) var settings: Settings
    let clock: any WallClock
    let logger: Logger
    let catalog: Catalog
    let keys: ServiceKeys
    let journal: Journal
    let blobs: BlobStore
    let uploads: UploadBudget
    let safeKeys: SafeKeyCache
    let denials: DenialCount
    let nameCache: NameCache
    let health: StoreHealth
    let pools: WorkPools
    let gate: OperationGate
    let outboxBells: OutboxBells
    let snapshotList: SnapshotListCache
    /// The virus scanner.
    public let scanner: Scanner
    let lock: StoreLock
    let instance: [UInt8]
    let openedAt: Moment
}

/// The threads on which blocking calls run, by what they do, so that a slow disk does not hold up a sign-in.
public struct WorkPools: Sendable {
    /// Virus scans; as many at once as the settings say.
    public let scan: BlockingWork
    /// Sealing, opening, reading, writing, fsync.
    public let disk: BlockingWork
    /// bcrypt: a flood of sign-ins is refused here and slows nothing else down.
    public let password: BlockingWork
    /// Messages on their way out: waits for mail servers and gateways.
    public let post: BlockingWork

    /// Pools for the settings.
    public init(settings: Settings) {
        self.scan = BlockingWork(threads: settings.scanner.threads, queue: 256)
        self.disk = BlockingWork(threads: 8, queue: 1024)
        self.password = BlockingWork(threads: 1, queue: 32)
        self.post = BlockingWork(threads: 4, queue: 64)
    }

    /// Waits for what runs, refuses what comes.
    public func stop() async {
        await scan.stop()
        await disk.stop()
        await password.stop()
        await post.stop()
    }
}
