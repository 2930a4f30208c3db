import Foundation
import GRDB
import Logging

/// Makes one snapshot: copy of the catalog → the documents that it lists → manifest → read back → published by a
/// rename → retention. Readable from top to bottom in `run`. The service goes on meanwhile.
///
/// A stop at any moment leaves the snapshot whole or absent. Cost: the catalog, and what is new.
struct Backup: Sendable {
    let vault: Vault
    let actor: Actor
    let progress: any ProgressSink
    let id: SnapshotID
    /// The moment whose state it holds.
    let started: Moment
    /// A copy of the catalog that was made earlier; nil: one is made now.
    let source: Source?

    /// Why it is made, for the journal.
    let reason: String?

    /// A copy of the catalog, and when it was made: a snapshot is as old as its content.
    struct Source: Sendable {
        let path: String
        let at: Moment
    }

    init(
        vault: Vault, actor: Actor, progress: any ProgressSink, source: Source? = nil, reason: String? = nil
    ) {
        self.source = source
        self.reason = reason
        self.vault = vault
        self.actor = actor
        self.progress = progress
        self.started = source?.at ?? vault.clock.now()
        self.id = SnapshotID(at: started)
    }

    private var folder: SnapshotFolder { vault.snapshotFolder }
    private var work: BlockingWork { vault.pools.disk }

    /// - Throws: `diskReserveReached`, `diskFull`, `diskFailed`, `readOnlyAfterFault`, `catalogDamaged`. There is no
    ///   new snapshot then, and the old ones are untouched.
    func run() async throws -> SnapshotSummary {
        try vault.health.requireWritable()
        let known = try await vault.knownSnapshots()
        try await requireRoom()
        let key = try SecretBytes.random(count: AESGCM.keySize)
        let writing = SnapshotWriting(
            id: id, folder: folder, scratch: "\(vault.settings.scratchFolder)/\(id.text)", blobs: vault.blobs, key: key)
        let made: (manifest: SnapshotManifest, documents: PooledDocuments)
        let check: SnapshotCheck
        do {
            try await work.run { try writing.begin() }
            progress.report(JobProgress(phase: "catalog", done: 0, total: nil, unit: "bytes"))
            try await copyCatalog(to: writing.copy)
            // After the copy: it knows every master key that a rotation meanwhile can have used in it, and none leaves
            // the key file while a backup runs.
            let keyring = vault.keys.keyring
            async let reading = work.run { try SnapshotCopy.read(writing.copy) }
            async let sealing = sealParts(writing)
            let (copy, parts) = try await (reading, sealing)
            try await work.run { try FileCopies.removeTree(writing.scratch) }
            let documents = try await pool(copy, known: known, writing: writing)
            let content = Content(copy: copy, parts: parts, documents: documents, sequence: known.nextSequence)
            made = (try manifest(of: content, key: key, keyring: keyring), documents)
            // What was taken over from the snapshot before was read when that was checked, and not now.
            let proven = documents.reused > 0 ? known.trustedSince : nil
            check = SnapshotCheck(at: proven ?? vault.clock.now(), problems: 0)
            try await publish(made.manifest, check, writing: writing, keyring: keyring)
        } catch {
            await discard(writing, known)
            throw error
        }
        return try await finish(made.manifest, check, made.documents, known)
    }

    private func copyCatalog(to path: String) async throws {
        guard let source = source?.path else { return try await vault.catalog.copy(to: path) }
        try await work.run { [health = vault.health] in
            guard try FileCopies.copy(source, to: path, health: health) != nil else {
                throw VaultFailure(.diskFailed, ["path": source, "reason": "the file is gone"])
            }
        }
    }

    /// What the manifest is made of.
    private struct Content {
        let copy: SnapshotCopy
        let parts: [SnapshotFile: SnapshotManifest.SealedPart]
        let documents: PooledDocuments
        let sequence: Int
    }

    private func sealParts(_ writing: SnapshotWriting) async throws -> [SnapshotFile: SnapshotManifest.SealedPart] {
        let settings = Array(SettingsCopy.text(of: vault.settings).utf8)
        return try await work.run {
            [
                .catalog: try writing.seal(writing.copy, as: .catalog),
                .settings: try writing.seal(settings, as: .settings),
            ]
        }
    }

    /// Refuses before anything is written where the copies would eat into the reserve.
    private func requireRoom() async throws {
        let needed = try await vault.catalog.read { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            let count = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM document") ?? 0
            // A manifest has 130 bytes a document.
            return (copy: pages * size, snapshot: pages * size + count * 130 + (1 << 20))
        }
        let reserve = vault.settings.documents.diskReserve
        try await work.run { [folder, state = vault.settings.state] in
            try Files.makeFolder(folder.path)
            let isShared = try FileCopies.shareFileSystem(state, folder.path)
            try DiskRoom.require(needed.snapshot + (isShared ? needed.copy : 0), reserve: reserve, at: folder.path)
            // Nothing stays of the copy, so it may use the reserve for a moment.
            if !isShared { try DiskRoom.require(needed.copy, reserve: reserve / 2, at: state) }
        }
    }
}

extension Backup {
    /// Where the pool lies on another disk, each new document costs its bytes.
    private func requireRoom(forCopiesOf documents: [SnapshotCopy.Document]) async throws {
        let bytes = documents.reduce(0) { $0 + $1.fileLength }
        let reserve = vault.settings.documents.diskReserve
        try await work.run { [folder, blobs = vault.blobs.folder] in
            guard try !FileCopies.shareFileSystem(blobs, folder.path) else { return }
            try DiskRoom.require(bytes, reserve: reserve, at: folder.path)
        }
    }
}

/// Refusing work for which a disk has no room.
enum DiskRoom {
    /// - Throws: `diskReserveReached`, `diskFailed`.
    static func require(_ bytes: Int, reserve: Int, at path: String) throws {
        let free = try Files.freeBytes(at: path)
        guard free - bytes < reserve else { return }
        let values = ["free": free, "needed": bytes, "reserve": reserve].mapValues { "\($0 / 1024) KiB" }
        throw VaultFailure(.diskReserveReached, values.merging(["path": path]) { old, _ in old })
    }
}

// Documents
extension Backup {
    /// What became of the documents of the copy.
    struct PooledDocuments: Sendable {
        var entries: [SnapshotManifest.Entry] = []
        var added: [DocumentID] = []
        var erased: [DocumentID] = []
        var lost: [DocumentID] = []
        var newBytes = 0
        /// Entries that were taken over from the snapshot before, without reading their files.
        var reused = 0
    }

    /// How many documents one piece of work takes: enough that hopping between threads costs nothing.
    private static let batch = 64

    private func pool(
        _ copy: SnapshotCopy, known: KnownSnapshots, writing: SnapshotWriting
    ) async throws -> PooledDocuments {
        var result = PooledDocuments()
        var new: [SnapshotCopy.Document] = []
        // Both lists are in the order of their ids, so one walk through both finds what is new.
        var trusted = known.trustedEntries()[...]
        for document in copy.documents {
            while let entry = trusted.first, entry.document.precedes(document.id) { trusted = trusted.dropFirst() }
            if let entry = trusted.first, entry.document == document.id, entry.length == document.fileLength {
                result.entries.append(entry)
                result.reused += 1
            } else {
                new.append(document)
            }
        }
        try await requireRoom(forCopiesOf: new)
        let records = known.records(of: Set(new.map(\.id)))
        // The snapshots that knew the file as it was may be gone: then its seal alone tells that it is whole again.
        let doubtful = known.everLost
        for document in new where records[document.id] == nil && doubtful.contains(document.id) {
            if try await !DocumentProof(vault: vault).opens(document.id) { result.lost.append(document.id) }
        }
        let lost = Set(result.lost)
        let candidates = new.filter { !lost.contains($0.id) }.map { ($0, records[$0.id]) }
        try await addNew(candidates, to: &result, writing: writing)
        if !new.isEmpty { result.entries.sort { $0.document.precedes($1.document) } }
        return result
    }

    /// A document to be read, with what an earlier snapshot recorded of its file.
    private typealias NewDocument = (document: SnapshotCopy.Document, record: SnapshotManifest.Entry?)

    private func addNew(
        _ new: [NewDocument], to result: inout PooledDocuments, writing: SnapshotWriting
    ) async throws {
        let batches = stride(from: 0, to: new.count, by: Self.batch).map {
            Array(new[$0..<min($0 + Self.batch, new.count)])
        }
        var waiting = batches[...]
        progress.report(JobProgress(phase: "documents", done: 0, total: new.count, unit: "documents"))
        var outcome = result
        try await withThrowingTaskGroup(of: [PooledDocument].self) { group in
            // Two at a time: reading and hashing fill two cores, and more would only take threads from deposits.
            for batch in waiting.prefix(2) { group.addTask { try await poolBatch(batch, writing) } }
            waiting = waiting.dropFirst(2)
            var done = 0
            while let pooled = try await group.next() {
                try await absorb(pooled, into: &outcome)
                done += pooled.count
                progress.report(JobProgress(phase: "documents", done: done, total: new.count, unit: "documents"))
                guard let batch = waiting.popFirst() else { continue }
                group.addTask { try await poolBatch(batch, writing) }
            }
        }
        result = outcome
        let folders = Set(outcome.added.map { folder.poolFolder(of: $0) })
        try await work.run { [folder] in
            for path in folders { try FileSync.folder(path, health: folder.health) }
            if !folders.isEmpty { try FileSync.folder("\(folder.path)/\(SnapshotFolder.pool)", health: folder.health) }
        }
    }

    private struct PooledDocument: Sendable {
        let document: DocumentID
        let pooling: Result<SnapshotWriting.Pooling, VaultFailure>
    }

    private func poolBatch(
        _ batch: [NewDocument], _ writing: SnapshotWriting
    ) async throws -> [PooledDocument] {
        try Task.checkCancellation()
        return try await work.run {
            try batch.map { document, record in
                do {
                    let pooling = try writing.pool(document, record: record)
                    return PooledDocument(document: document.id, pooling: .success(pooling))
                } catch let failure as VaultFailure where failure.code == .documentDamaged {
                    // One bad document must not keep all others from being backed up.
                    return PooledDocument(document: document.id, pooling: .failure(failure))
                }
            }
        }
    }

    private func absorb(_ pooled: [PooledDocument], into result: inout PooledDocuments) async throws {
        for item in pooled {
            switch item.pooling {
            case .success(.added(let entry)):
                result.entries.append(entry)
                result.added.append(item.document)
                result.newBytes += entry.length
            case .success(.present(let entry)): result.entries.append(entry)
            case .success(.gone) where try await isErased(item.document): result.erased.append(item.document)
            case .success(.gone), .failure: result.lost.append(item.document)
            }
        }
    }

    /// Whether the document was erased since the copy was made.
    private func isErased(_ document: DocumentID) async throws -> Bool {
        try await vault.catalog.read { try DocumentRecord.holder(of: document, in: $0) == nil }
    }
}

// Publication
extension Backup {
    private func manifest(of content: Content, key: SecretBytes, keyring: Keyring) throws -> SnapshotManifest {
        let term = keyring.current
        let wrapped = try KeyWrap.wrap(
            key, under: keyring.masterKey(term: term), term: term, purpose: .snapshot, context: id.keyContext)
        var needs: [UInt32: [UInt8]] = [:]
        for term in content.copy.terms.union([term]) { needs[term] = try keyring.fingerprint(of: term) }
        let documents = content.documents
        return SnapshotManifest(
            id: id, sequence: content.sequence, created: started, instance: vault.instance, term: term, key: wrapped,
            needs: needs, journal: content.copy.journal,
            newBytes: documents.newBytes + content.parts.values.reduce(0) { $0 + $1.length },
            files: content.parts, erased: documents.erased.sorted { $0.text < $1.text },
            lost: documents.lost.sorted { $0.text < $1.text }, documents: documents.entries
        )
    }

    private func publish(
        _ manifest: SnapshotManifest, _ check: SnapshotCheck, writing: SnapshotWriting, keyring: Keyring
    ) async throws {
        progress.report(JobProgress(phase: "publish", done: 0, total: nil, unit: "files"))
        let master = try keyring.masterKey(term: manifest.term)
        try await work.run {
            try writing.writeManifest(manifest.sealed(with: master), check: check)
            try writing.publish()
        }
    }

    /// Takes back what the attempt brought into the folder. What stays for lack of a working disk is swept at the start.
    private func discard(_ writing: SnapshotWriting, _ known: KnownSnapshots) async {
        // In a task of its own: a pool takes no work of a task that was cancelled.
        _ = try? await Task { [work, folder] in
            try await work.run {
                try FileCopies.removeTree(writing.scratch)
                try FileCopies.removeTree(writing.temporary)
                // The failure came after the snapshot took its place: the papers in the pool are its own now.
                guard !FileManager.default.fileExists(atPath: folder.path(of: writing.id)) else { return }
                if let needed = known.needed() { _ = try folder.sweepPool(needed: needed) }
            }
        }.value
    }

    private func finish(
        _ manifest: SnapshotManifest, _ check: SnapshotCheck, _ documents: PooledDocuments, _ known: KnownSnapshots
    ) async throws -> SnapshotSummary {
        var summary = SnapshotSummary(manifest, check: check)
        try await record(summary, documents, known.marks)
        if !documents.lost.isEmpty {
            summary.warnings.append("\(documents.lost.count) documents are missing or damaged in the store")
        }
        let expiry = try await SnapshotExpiry(vault: vault, actor: actor).run()
        summary.removed = expiry.removed
        summary.warnings += expiry.warnings
        return summary
    }

    private func record(
        _ summary: SnapshotSummary, _ documents: PooledDocuments, _ older: [SnapshotMarks.Mark]
    ) async throws {
        let marks = older + [SnapshotMarks.Mark(id: summary.id, madeAt: summary.madeAt)]
        var details: [AuditEvent.Detail: String] = [
            .snapshot: id.text, .count: "\(summary.documents)", .bytes: "\(summary.bytes)",
        ]
        details[.purpose] = reason
        try await vault.change { [vault, actor, id, details] database in
            try vault.journal.record(AuditEvent(.backupMade, details: details), by: actor, in: database)
            try SnapshotMarks.add(marks, in: database)
            for document in documents.lost {
                let event = AuditEvent(
                    .documentDamaged, .failed, owner: try DocumentRecord.holder(of: document, in: database),
                    item: document.bytes, details: [.snapshot: id.text])
                try vault.journal.record(event, by: actor, in: database)
            }
        }
    }
}
