extension Vault {
    /// Walks the whole journal and compares it with what the newest snapshot recorded of it, so that neither an edited,
    /// removed or inserted event nor an older copy of the whole catalog passes (AUD-06).
    ///
    /// - Throws: `denied`, `diskFailed`, `catalogDamaged`. What is wrong with the journal is in the answer.
    public func verifyAudit(
        by actor: Actor, progress: any ProgressSink = NoProgress()
    ) async throws -> AuditVerification {
        try await require(actor, .verifyAudit, on: .service)
        progress.report(JobProgress(phase: "journal", done: 0, total: nil, unit: "events"))
        var verification = try await journal.verify()
        if verification.problem == nil, let problem = try await problemAgainstSnapshots() {
            verification = AuditVerification(events: verification.events, problem: problem)
        }
        progress.report(
            JobProgress(phase: "journal", done: verification.events, total: verification.events, unit: "events"))
        let result: AuditEvent.Result = verification.problem == nil ? .ok : .failed
        let details: [AuditEvent.Detail: String] = [.count: "\(verification.events)"]
        try await journal.record(AuditEvent(.auditVerified, result, details: details), by: actor)
        return verification
    }

    /// The newest snapshot of this store's present life tells where the journal stood at least.
    private func problemAgainstSnapshots() async throws -> AuditVerification.Problem? {
        let abandoned = try await abandonedSequences()
        let known = try await knownSnapshots()
        let last = known.all.last { known in
            guard case .own(let manifest) = known.standing else { return false }
            return !abandoned.contains { $0.contains(manifest.sequence) }
        }
        guard let manifest = last?.manifest else { return nil }
        let holds = try await catalog.read { try JournalMarks.holds(manifest.journal, in: $0) }
        return holds ? nil : .behindSnapshot(id: manifest.id.text)
    }

    /// Sequence numbers of snapshots that tell of a life of the store which a restore ended.
    private func abandonedSequences() async throws -> [ClosedRange<Int>] {
        let rows = try await catalog.read(JournalMarks.restores)
        return try rows.compactMap { row in
            let ends = try journal.details(of: row)[.replaced]?.split(separator: "-").compactMap { Int($0) } ?? []
            guard ends.count == 2, ends[0] <= ends[1] else { return nil }
            return ends[0]...ends[1]
        }
    }
}
