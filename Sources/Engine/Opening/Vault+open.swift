import Foundation
import GRDB
import Logging

extension Vault {
    /// Opens the store of `settings`, making a new one where there is none.
    ///
    /// Order: lock the folder, read the key file, hold it against the fingerprints that the catalog keeps, and only then
    /// open the catalog for writing, unwrap the service's keys, sweep what a stop left behind.
    /// - Throws: `keyFileMissing` and the other key failures, `storeInUse`, `storeNewer`: not a byte of the store has been
    ///   changed then. `catalogDamaged`, `diskFull`, `diskFailed`.
    public static func open(settings: Settings, clock: any WallClock, logger: Logger) async throws -> Vault {
        // A migration takes minutes, and whoever keeps systemd patient meanwhile needs the one thread of a small machine.
        let files = try await BlockingWork.once { try OpenedFiles(settings, clock) }
        let catalog = files.catalog
        let opening = StoreOpening(catalog: catalog, keyFile: files.keyFile, clock: clock)
        let instance = try await opening.claim()
        let keys = try await opening.serviceKeys()
        let pools = WorkPools(settings: settings)
        let vault = Vault(
            settings: settings,
            clock: clock,
            logger: logger,
            catalog: catalog,
            keys: keys,
            journal: Journal(catalog: catalog, keys: keys, clock: clock),
            blobs: files.blobs,
            uploads: UploadBudget(capacity: settings.documents.uploadMemory, wait: settings.documents.uploadWait),
            safeKeys: SafeKeyCache(),
            denials: DenialCount(),
            nameCache: NameCache(),
            health: files.health,
            pools: pools,
            gate: OperationGate(),
            outboxBells: OutboxBells(),
            snapshotList: SnapshotListCache(),
            scanner: Scanner(
                settings: settings.scanner, maxSize: settings.documents.maxSize, work: pools.scan, clock: clock),
            lock: files.lock,
            instance: instance,
            openedAt: clock.now()
        )
        do {
            try await vault.sweepOrphans()
            try await vault.sweepSnapshots()
            try await vault.renewBallast()
            await vault.recordUpgrade()
            try await vault.jobs.closeInterrupted()
            await vault.lookAtClockAtOpening()
            await vault.snapshotUpgrade()
        } catch {
            // The failure at hand is the one to tell of.
            await pools.stop()
            try? catalog.close()
            throw error
        }
        return vault
    }

    /// What lies on the disk, opened in the order that `open` tells. All of it blocks.
    private struct OpenedFiles: Sendable {
        let lock: StoreLock
        let keyFile: KeyFile
        let health: StoreHealth
        let catalog: Catalog
        let blobs: BlobStore

        init(_ settings: Settings, _ clock: any WallClock) throws {
            try StateFolder.make(settings.state)
            lock = try StoreLock(folder: settings.state)
            let placement = KeyFilePlacement(allowInState: settings.keys.allowInState, state: settings.state)
            keyFile = try KeyFile.load(path: settings.keys.file, placement: placement)
            try StateFolder.requireCatalogBesideBlobs(settings)
            try StoreInspection.require(settings.catalogFile, fits: keyFile)
            try StateFolder.prepare(settings)
            health = StoreHealth()
            catalog = try Catalog(
                path: settings.catalogFile, health: health,
                upgradeCopy: UpgradeCopy(settings: settings, clock: clock))
            blobs = try BlobStore(folder: settings.blobFolder, health: health)
        }
    }

    /// Whether there is a store at all: a missing key file is then a loss and never an invitation to make a new one.
    public static func storeExists(_ settings: Settings) -> Bool {
        FileManager.default.fileExists(atPath: settings.catalogFile)
    }

    /// Ends running work, shortens the write-ahead log, closes the catalog and lets go of the state folder.
    public func close() async throws {
        await pools.stop()
        do {
            try await catalog.checkpoint()
        } catch let failure as VaultFailure where failure.code == .diskFull {
            // Nothing is lost: the log stays beside the file, and the next start reads both.
            logger.warning("The write-ahead log could not be shortened on a full disk")
        }
        try catalog.close()
        lock.release()
    }
}
