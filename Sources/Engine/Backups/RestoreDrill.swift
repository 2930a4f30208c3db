import GRDB
import Logging

/// Restores the newest snapshot for trial: into a folder of its own, opened with the key file as it lies on the disk,
/// every document opened, and all of it removed again. A snapshot that was never restored is a hope.
struct RestoreDrill: Sendable {
    let vault: Vault
    let actor: Actor
    let progress: any ProgressSink

    /// - Throws: `snapshotUnknown`, `snapshotDamaged`, `keyFileMissing` and other failures of the key file,
    ///   `diskReserveReached`, `diskFull`, `diskFailed`; what opening the restored store throws.
    func run() async throws -> DrillSummary {
        let scratch = vault.settings.scratchFolder + "/drill"
        try await vault.pools.disk.run { try Scratch.make(scratch) }
        do {
            let summary = try await drill(in: scratch)
            try await remove(scratch)
            return summary
        } catch {
            // What cannot be removed now goes at the next start.
            _ = try? await remove(scratch)
            throw error
        }
    }

    private func drill(in scratch: String) async throws -> DrillSummary {
        var settings = vault.settings
        settings.state = scratch
        settings.backups.folder = ""
        let keyFile = try await vault.pools.disk.run { [path = settings.keys.file] in
            try KeyFile.load(path: path, placement: .anywhere)
        }
        var restore = Restore(
            snapshotFolder: vault.settings.snapshotFolder, choice: .latest, settings: settings, keyFile: keyFile,
            clock: vault.clock)
        restore.reserve = settings.documents.diskReserve
        let restored = try await restore.perform(by: actor, progress: progress)
        let silent = Logger(label: "drill", factory: { _ in SwiftLogNoOpLogHandler() })
        let store = try await Vault.open(settings: settings, clock: vault.clock, logger: silent)
        do {
            let summary = try await inspect(store, restored)
            await store.scanner.stop()
            try await store.close()
            return summary
        } catch {
            // The failure at hand is the one to tell of.
            await store.scanner.stop()
            _ = try? await store.close()
            throw error
        }
    }

    private func inspect(_ store: Vault, _ restored: RestoreSummary) async throws -> DrillSummary {
        var problems = restored.damaged + restored.warnings
        if let problem = try await store.catalog.integrityProblem() { problems.append("the catalog: \(problem)") }
        if try await store.journal.verify().problem != nil { problems.append("the journal is not whole") }
        let documents = try await store.catalog.read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT id FROM document ORDER BY id")
            var ids: [DocumentID] = []
            while let row = try rows.next() { ids.append(try row.identifier("id")) }
            return ids
        }
        let proof = DocumentProof(vault: store)
        var opened = 0
        for (done, document) in documents.enumerated() {
            try Task.checkCancellation()
            if try await proof.opens(document) { opened += 1 }
            progress.report(JobProgress(phase: "open", done: done + 1, total: documents.count, unit: "documents"))
        }
        let closed = documents.count - opened - restored.damaged.count
        if closed > 0 { problems.append("\(closed) documents do not open") }
        return DrillSummary(snapshot: restored.snapshot, documents: opened, problems: problems)
    }

    private func remove(_ scratch: String) async throws {
        try await vault.pools.disk.run { try FileCopies.removeTree(scratch) }
    }
}

/// What a restore for trial found.
public struct DrillSummary: Sendable, Equatable {
    public let snapshot: String
    /// Documents that were restored and opened to their end.
    public let documents: Int
    /// Why not everything came back; empty where it did.
    public let problems: [String]

    /// How the job ended.
    var outcome: (JobRun.Result, String) {
        problems.isEmpty ? (.ok, "") : (.failed, problems.joined(separator: "; "))
    }
}

extension Vault {
    /// Restores the newest snapshot for trial, and removes it again. Takes as much room on the disk as the snapshot has
    /// bytes, and none of the reserve.
    ///
    /// - Throws: `denied`, `operationRunning`; as `RestoreDrill.run`. What is wrong with the snapshot is in the answer.
    @discardableResult
    public func drillRestore(by actor: Actor, progress: any ProgressSink = NoProgress()) async throws -> DrillSummary {
        try await require(actor, .backup, on: .service)
        return try await gate.run(.verification) {
            try await jobs.track(.drill, outcome: \.outcome) {
                do {
                    let summary = try await RestoreDrill(vault: self, actor: actor, progress: progress).run()
                    try await record(summary, by: actor)
                    return summary
                } catch {
                    try await recordFailure(.backupVerified, error, by: actor)
                    throw error
                }
            }
        }
    }

    private func record(_ summary: DrillSummary, by actor: Actor) async throws {
        let details: [AuditEvent.Detail: String] = [
            .snapshot: summary.snapshot, .count: "\(summary.problems.count)", .purpose: "drill",
        ]
        let result: AuditEvent.Result = summary.problems.isEmpty ? .ok : .failed
        try await journal.record(AuditEvent(.backupVerified, result, details: details), by: actor)
    }
}
