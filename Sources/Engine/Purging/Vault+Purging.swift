extension Vault {
    /// What a purge would remove now, each group with its reason. Changes nothing.
    ///
    /// - Throws: `denied`, `diskFailed`.
    public func purgePlan(by actor: Actor) async throws -> PurgePlan {
        try await require(actor, .purge, on: .service)
        return try await Purge(vault: self, actor: actor, progress: NoProgress()).plan()
    }

    /// Removes what is due. Nothing where the clock seems to have jumped: a warning says so.
    ///
    /// - Throws: `denied`, `operationRunning`, `readOnlyAfterFault`, `diskFull`, `diskFailed`; `catalogDamaged` where the
    ///   journal was altered, of which nothing is removed then.
    public func purge(by actor: Actor, progress: any ProgressSink = NoProgress()) async throws -> PurgeSummary {
        try await require(actor, .purge, on: .service)
        return try await gate.run(.purge) {
            try await jobs.track(.purge, outcome: { $0.outcome }) {
                do {
                    return try await Purge(vault: self, actor: actor, progress: progress).run()
                } catch {
                    try await recordFailure(.purgeRun, error, by: actor)
                    throw error
                }
            }
        }
    }
}

extension PurgeSummary {
    /// How the job ended.
    var outcome: (JobRun.Result, String) {
        warnings.isEmpty ? (.ok, "") : (.incomplete, warnings.joined(separator: "; "))
    }
}
