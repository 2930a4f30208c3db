import Foundation
import GRDB

/// Makes a store out of a snapshot, on a machine that has nothing but the folder of snapshots and the key file.
///
/// What was erased after the snapshot was made, documents and whole accounts, stays erased, as far as newer snapshots or
/// the old state folder beside them tell: whoever deletes it is told that nobody can bring it back. Only an operator who
/// restores because many were deleted by mistake says otherwise, and each holder reads it in the journal.
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
    /// What becomes of documents and accounts that were erased since.
    public let erased: Erased
    let clock: any WallClock
    /// Bytes that must stay free on the disk.
    var reserve = 0

    /// What becomes of what was erased after the snapshot was made.
    public enum Erased: Sendable {
        /// They are erased again.
        case stayErased
        /// They come back with the snapshot.
        case comeBack
    }

    /// A restore into the state folder of `settings`.
    public init(
        snapshotFolder: String, choice: SnapshotChoice, settings: Settings, keyFile: KeyFile,
        erased: Erased = .stayErased, clock: any WallClock = SystemClock()
    ) {
        self.snapshotFolder = snapshotFolder
        self.choice = choice
        self.settings = settings
        self.keyFile = keyFile
        self.erased = erased
        self.clock = clock
    }

    /// Verifies the whole snapshot, restores it, and verifies what was restored. A document whose file is bad is left out
    /// and told of: one bad sector must not keep all others from coming back.
    ///
    /// - Throws: `storeNotEmpty`, `storeInUse`; `keyFileForeign`, `keyTermUnknown`: the key file is not the one that the
    ///   snapshot needs; `newerSnapshotLocked`: without a name, there is a newer one that it does not open;
    ///   `snapshotUnknown`, `snapshotDamaged`, `snapshotTooNew`; `diskReserveReached`, `diskFull`, `diskFailed`. The state folder is empty then, as it was.
    public func run(by actor: Actor, progress: any ProgressSink = NoProgress()) async throws -> RestoreSummary {
        try AccessPolicy.require(actor, .restore, on: .service)
        return try await perform(by: actor, progress: progress)
    }

    /// The same for whoever may do this for other reasons.
    ///
    /// - Throws: as `run`.
    func perform(by actor: Actor, progress: any ProgressSink) async throws -> RestoreSummary {
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
        let (manifest, skipped) = try choose(known)
        let lock = try await work.run { try target.claim() }
        defer { withExtendedLifetime(lock) {} }
        let verifier = SnapshotVerifier(
            folder: folder, manifest: manifest, scratch: target.scratch + "/verify", keyring: keyring, work: work,
            progress: progress)
        do {
            try await work.run { try DiskRoom.require(manifest.room, reserve: reserve, at: settings.state) }
            let verification = try await verifier.run()
            if let failure = verification.failure, !verification.isRestorable { throw failure }
            let bad = verification.badDocuments
            try await work.run { try verifier.extract(.catalog, to: target.catalog) }
            let erasures = try await work.run { try self.erasures(after: manifest, known, verifier) }
            let life = RestoredLife(
                manifest: manifest, newest: known.nextSequence - 1, erasures: erasures, bad: bad, erased: erased)
            let since = try await settle(life, in: target, work, by: actor)
            let erasedAgain = erased == .comeBack ? [] : since.documents
            let documents = manifest.documents.filter {
                !erasedAgain.contains($0.document) && !bad.contains($0.document)
            }
            try await copy(documents, verifier, to: target)
            try await work.run { try target.takePlace() }
            var summary = RestoreSummary(
                snapshot: manifest.id.text, madeAt: manifest.created, documents: documents.count,
                bytes: documents.reduce(0) { $0 + $1.length }, lost: manifest.lost.count,
                damaged: verification.problems.map(\.sentence), erasedAgain: erasedAgain.count,
                broughtBack: since.documents.count - erasedAgain.count, warnings: skipped + erasures.warnings)
            if erased == .comeBack {
                summary.accountsBroughtBack = since.accounts
            } else {
                summary.accountsErasedAgain = since.accounts
            }
            return summary
        } catch {
            _ = try? await work.run { try target.abandon() }
            throw error
        }
    }

    /// What is known to have been erased since: by newer snapshots, and by the old state folder, where the snapshots
    /// still lie in it.
    private func erasures(
        after manifest: SnapshotManifest, _ known: KnownSnapshots, _ verifier: SnapshotVerifier
    ) throws -> KnownErasures {
        var erasures = KnownErasures()
        try erasures.learn(from: known, after: manifest) { verifier.other($0) }
        let parent = (snapshotFolder as NSString).deletingLastPathComponent
        try erasures.learn(fromStateFolder: parent, instance: manifest.instance, scratch: verifier.scratch)
        return erasures
    }

    /// The snapshot, and what there is to say about newer ones that are passed over.
    private func choose(_ known: KnownSnapshots) throws -> (manifest: SnapshotManifest, skipped: [String]) {
        do {
            let manifest = try known.choose(choice)
            guard choice == .latest else { return (manifest, []) }
            return (manifest, try known.passedOver(for: manifest))
        } catch let failure as VaultFailure where failure.code == .snapshotForeign {
            throw VaultFailure(.keyFileForeign, ["path": settings.keys.file])
        }
    }

    private func copy(
        _ documents: [SnapshotManifest.Entry], _ verifier: SnapshotVerifier, to target: RestoreTarget
    ) async throws {
        let batch = 64
        for start in stride(from: 0, to: documents.count, by: batch * 2) {
            try Task.checkCancellation()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lower in stride(from: start, to: min(start + batch * 2, documents.count), by: batch) {
                    let entries = documents[lower..<min(lower + batch, documents.count)]
                    group.addTask {
                        try await verifier.work.run {
                            try requireReserve(for: entries)
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

    /// Others write to the disk as well.
    private func requireReserve(for entries: ArraySlice<SnapshotManifest.Entry>) throws {
        guard reserve > 0 else { return }
        try DiskRoom.require(entries.reduce(0) { $0 + $1.length }, reserve: reserve, at: settings.state)
    }

    /// Brings the copied catalog up to date and begins its new life, before it takes its place: the keys open it.
    private func settle(
        _ life: RestoredLife, in target: RestoreTarget, _ work: BlockingWork, by actor: Actor
    ) async throws -> RestoredLife.Since {
        let catalog = try await work.run { try Catalog(path: target.catalog) }
        try await catalog.write { try RestoredCatalog.forgetUnusedTerms(in: $0) }
        let opening = StoreOpening(catalog: catalog, keyFile: keyFile, clock: clock)
        let instance = try await opening.claim()
        guard instance == life.manifest.instance else {
            throw VaultFailure(
                .snapshotDamaged, ["snapshot": life.manifest.id.text, "reason": "its catalog is of another store"])
        }
        let keys = try await opening.serviceKeys()
        let journal = Journal(catalog: catalog, keys: keys, clock: clock)
        let since = try await catalog.write { try life.begin(journal, keys: keys, by: actor, in: $0) }
        try await catalog.checkpoint()
        try await work.run { try catalog.close() }
        return since
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
    /// Documents whose file in the snapshot is bad, each as a sentence that names the file; they are listed too.
    public let damaged: [String]
    /// Documents of the snapshot that were erased after it was made, and so were not brought back.
    public let erasedAgain: Int
    /// The same, where they were brought back because that was asked for.
    public let broughtBack: Int
    /// Accounts of the snapshot that were deleted after it was made, and so are deleted again.
    public var accountsErasedAgain = 0
    /// The same, where they were brought back because that was asked for.
    public var accountsBroughtBack = 0
    /// Newer snapshots that were passed over, and what could not be asked for later erasures; empty where all is well.
    public let warnings: [String]

    /// Whether everything came back, in the newest state that there is.
    public var isComplete: Bool { lost == 0 && damaged.isEmpty && warnings.isEmpty }
}
