import Logging

extension Vault {
    /// Makes a snapshot now, and carries out the retention. Requests go on meanwhile.
    ///
    /// - Parameter reason: why, for the journal; nil for the schedule's own.
    /// - Throws: `denied`, `operationRunning`, `diskReserveReached`, `diskFull`, `diskFailed`, `readOnlyAfterFault`,
    ///   `catalogDamaged`. There is no new snapshot then, and the old ones are untouched.
    public func backup(
        by actor: Actor, reason: String? = nil, progress: any ProgressSink = NoProgress()
    ) async throws -> SnapshotSummary {
        try await require(actor, .backup, on: .service)
        let summary = try await gate.run(.backup) {
            try await jobs.track(.backup, outcome: { $0.outcome }) {
                do {
                    return try await Backup(vault: self, actor: actor, progress: progress, reason: reason).run()
                } catch {
                    try await recordFailure(.backupFailed, error, by: actor)
                    throw error
                }
            }
        }
        if !summary.removed.isEmpty { await SnapshotExpiry(vault: self, actor: actor).retireTerms() }
        return summary
    }

    /// The snapshots that are there, newest first, without reading their documents.
    ///
    /// - Throws: `denied`, `diskFailed`.
    public func snapshots(by actor: Actor) async throws -> [SnapshotSummary] {
        try await require(actor, .backup, on: .service)
        return try await snapshotEntries().reversed().map(\.summary)
    }

    /// Reads a snapshot whole. What is wrong with it is in the answer, in the journal, and beside the snapshot, so that
    /// the retention does not count it and the next backup reads all documents anew.
    ///
    /// - Throws: `denied`, `operationRunning`, `snapshotUnknown`, `snapshotForeign`, `snapshotTooNew`, `keyTermUnknown`;
    ///   `snapshotDamaged` where the manifest itself is; `diskFailed`.
    public func verifySnapshot(
        _ choice: SnapshotChoice, by actor: Actor, progress: any ProgressSink = NoProgress()
    ) async throws -> SnapshotVerification {
        try await require(actor, .backup, on: .service)
        return try await gate.run(.verification) {
            // A look at an older one says nothing about what a restore would take.
            guard choice == .latest else { return try await verified(choice, by: actor, progress: progress) }
            return try await jobs.track(.verification, outcome: \.outcome) {
                try await verified(choice, by: actor, progress: progress)
            }
        }
    }

    private func verified(
        _ choice: SnapshotChoice, by actor: Actor, progress: any ProgressSink
    ) async throws -> SnapshotVerification {
        let manifest: SnapshotManifest
        do {
            manifest = try await knownSnapshots().choose(choice)
        } catch {
            try await recordFailure(.backupVerified, error, by: actor)
            throw error
        }
        let verifier = SnapshotVerifier(
            folder: snapshotFolder, manifest: manifest, scratch: "\(settings.scratchFolder)/verify", keyring: keys.keyring,
            work: pools.disk, progress: progress)
        let verification = try await verifier.run()
        try await keep(verification, of: manifest.id, by: actor)
        return verification
    }

    private func keep(_ verification: SnapshotVerification, of id: SnapshotID, by actor: Actor) async throws {
        let bad = verification.problems.count
        let check = SnapshotCheck(at: clock.now(), problems: bad)
        try await pools.disk.run { [snapshotFolder] in try snapshotFolder.record(check, of: id) }
        let details: [AuditEvent.Detail: String] = [.snapshot: id.text, .count: "\(bad)"]
        try await journal.record(AuditEvent(.backupVerified, bad == 0 ? .ok : .failed, details: details), by: actor)
    }

    /// Journals an operation that failed; where the journal cannot be written either, the failure at hand matters more.
    func recordFailure(_ kind: AuditEvent.Kind, _ error: any Error, by actor: Actor) async throws {
        let code = (error as? VaultFailure)?.code.rawValue ?? "\(type(of: error))"
        do {
            try await journal.record(AuditEvent(kind, .failed, details: [.reason: code]), by: actor)
        } catch let second {
            logger.error("The journal cannot be written", metadata: ["cause": "\(second)"])
        }
    }

    /// The last runs of the daily jobs.
    var jobs: JobRuns { JobRuns(catalog: catalog, clock: clock) }
}

extension SnapshotSummary {
    /// How the job ended.
    var outcome: (JobRun.Result, String) {
        warnings.isEmpty ? (.ok, "") : (.incomplete, warnings.joined(separator: "; "))
    }
}

extension SnapshotVerification {
    /// How the job ended.
    fileprivate var outcome: (JobRun.Result, String) { failure.map { (.failed, $0.sentence) } ?? (.ok, "") }
}
