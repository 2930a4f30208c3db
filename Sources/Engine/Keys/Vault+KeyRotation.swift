extension Vault {
    /// Makes a new master key, after a renewal that was interrupted has been ended. Requests go on meanwhile.
    ///
    /// - Throws: `denied`, `operationRunning`, `readOnlyAfterFault`; `keyFileForeign`, `keyFileWriteFailed` and other
    ///   failures of the key file; `diskFull`, `diskFailed`. After a failure every document still opens.
    public func rotateKeys(by actor: Actor, progress: any ProgressSink = NoProgress()) async throws -> RotationSummary {
        try await require(actor, .rotateKeys, on: .service)
        return try await gate.run(.rotation) {
            try await jobs.track(.rotation, outcome: { _ in (.ok, "") }) {
                do {
                    return try await KeyRotation(vault: self, actor: actor, progress: progress).run()
                } catch {
                    try await recordFailure(.keysRotated, error, by: actor)
                    throw error
                }
            }
        }
    }

    /// Goes on with a rotation that a stop of the service interrupted; nil where there is none. For the schedule.
    ///
    /// - Throws: as `rotateKeys`.
    @discardableResult
    public func resumeRotation() async throws -> RotationSummary? {
        try await gate.run(.rotation) {
            try await KeyRotation(vault: self, actor: .schedule, progress: NoProgress()).resume()
        }
    }
}
