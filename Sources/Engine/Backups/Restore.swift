import GRDB

/// Makes a store out of a snapshot, on a machine that has nothing but the folder of snapshots and the key file.
///
/// Offline: no daemon uses the state folder. Everything is put together in `.restoring`, and moved to its place at the
/// end; after a stop at any moment the same command begins anew.
public struct Restore: Sendable {
    /// Where the snapshots lie.
    public let snapshotFolder: String
    public let choice: SnapshotChoice
    /// Those of the new store; its state folder must be empty.
    public let settings: Settings
    public let keyFile: KeyFile
    let clock: any WallClock

    /// A restore into the state folder of `settings`.
    public init(
        snapshotFolder: String, choice: SnapshotChoice, settings: Settings, keyFile: KeyFile,
        clock: any WallClock = SystemClock()
    ) {
        self.snapshotFolder = snapshotFolder
        self.choice = choice
        self.settings = settings
        self.keyFile = keyFile
        self.clock = clock
    }

    /// Verifies the whole snapshot, restores it, and verifies what was restored.
    ///
    /// - Throws: `storeNotEmpty`, `storeInUse`; `keyFileForeign`, `keyTermUnknown`: the key file is not the one that the
    ///   snapshot needs; `snapshotUnknown`, `snapshotDamaged`, `snapshotTooNew`; `diskReserveReached`, `diskFull`,
    ///   `diskFailed`. The state folder is empty then, as it was.
    public func run(by actor: Actor, progress: any ProgressSink = NoProgress()) async throws -> RestoreSummary {
        try AccessPolicy.require(actor, .restore, on: .service)
        let work = BlockingWork(threads: 2, queue: 64)
        do {
            let summary = try await restore(by: actor, work: work, progress: progress)
            await work.stop()
            return summary
        } catch {
            await work.stop()
            throw error
        }
    }

    private func restore(
        by actor: Actor, work: BlockingWork, progress: any ProgressSink
    ) async throws -> RestoreSummary {
        let target = RestoreTarget(settings: settings, health: StoreHealth())
        let folder = SnapshotFolder(path: snapshotFolder, health: target.health)
        let keyring = Keyring(keyFile)
        let known = try await work.run { try KnownSnapshots(folder, instance: nil, keyring: keyring) }
        let manifest = try choose(known)
        let lock = try await work.run { try target.claim() }
        defer { withExtendedLifetime(lock) {} }
        let verifier = SnapshotVerifier(
            folder: folder, manifest: manifest, scratch: target.scratch + "/verify", keyring: keyring, work: work, progress: progress)
        do {
            try await work.run { try DiskRoom.require(manifest.bytes, reserve: 0, at: settings.state) }
            let verification = try await verifier.run()
            if let failure = verification.failure { throw failure }
            try await work.run { try verifier.extract(.catalog, to: target.catalog) }
            try await copyDocuments(verifier, to: target)
            try await settle(manifest, newest: known.nextSequence - 1, in: target, by: actor)
            try await work.run { try target.takePlace() }
        } catch {
            _ = try? await work.run { try target.abandon() }
            throw error
        }
        return RestoreSummary(
            snapshot: manifest.id.text, madeAt: manifest.created, documents: manifest.documents.count,
            bytes: manifest.bytes, lost: manifest.lost.count)
    }

    private func choose(_ known: KnownSnapshots) throws -> SnapshotManifest {
        do {
            return try known.choose(choice)
        } catch let failure as VaultFailure where failure.code == .snapshotForeign {
            throw VaultFailure(.keyFileForeign, ["path": settings.keys.file])
        }
    }

    private func copyDocuments(_ verifier: SnapshotVerifier, to target: RestoreTarget) async throws {
        let documents = verifier.manifest.documents
        let batch = 64
        for start in stride(from: 0, to: documents.count, by: batch * 2) {
            try Task.checkCancellation()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lower in stride(from: start, to: min(start + batch * 2, documents.count), by: batch) {
                    let entries = documents[lower..<min(lower + batch, documents.count)]
                    group.addTask {
                        try await verifier.work.run {
                            for entry in entries { try target.copy(entry, from: verifier.folder) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let done = min(start + batch * 2, documents.count)
            verifier.progress.report(
                JobProgress(phase: "documents", done: done, total: documents.count, unit: "documents"))
        }
    }

    /// Makes the copied catalog fit its new life, before it takes its place: the keys open it, what was erased while the
    /// snapshot was made stays erased, nobody is signed in, and the journal tells of the restore.
    private func settle(
        _ manifest: SnapshotManifest, newest: Int, in target: RestoreTarget, by actor: Actor
    ) async throws {
        let catalog = try Catalog(path: target.catalog)
        try await catalog.write { try RestoredCatalog.forgetUnusedTerms(in: $0) }
        let opening = StoreOpening(catalog: catalog, keyFile: keyFile, clock: clock)
        let instance = try await opening.claim()
        guard instance == manifest.instance else {
            throw VaultFailure(
                .snapshotDamaged, ["snapshot": manifest.id.text, "reason": "its catalog is of another store"])
        }
        let journal = Journal(catalog: catalog, keys: try await opening.serviceKeys(), clock: clock)
        // Snapshots made after this one tell of a journal that this store does not have: `verifyAudit` skips them.
        let event = AuditEvent(
            .storeRestored,
            details: [
                .snapshot: manifest.id.text, .count: "\(manifest.documents.count)",
                .replaced: "\(manifest.sequence + 1)-\(max(newest, manifest.sequence))",
            ])
        try await catalog.write { database in
            try RestoredCatalog.forget(manifest.erased, in: database)
            try journal.record(event, by: actor, in: database)
        }
        try await catalog.checkpoint()
        try catalog.close()
    }
}

/// What a restore did.
public struct RestoreSummary: Sendable, Equatable {
    public let snapshot: String
    /// The state that the store is in now.
    public let madeAt: Moment
    public let documents: Int
    public let bytes: Int
    /// Documents that are listed but were missing or damaged already when the snapshot was made.
    public let lost: Int
}
