import Synchronization

extension Scanner {
    /// Loads the signatures for the first time and tests them.
    ///
    /// - Throws: `signaturesMissing`, `signaturesUnreadable`, `signaturesUnusable`, `scannerNotReady`, `diskFailed`,
    ///   `diskFull`. The scanner then accepts nothing, says so in its status, and `reloadIfChanged()` tries again.
    public func load() async throws {
        guard claimLoading() else { return }
        defer { releaseLoading() }
        try await loader.run { [self] in try loadNow() }
    }

    /// Loads the signatures anew if the files have changed, and swaps them in while scans go on. While freshclam
    /// is at work it does nothing. What cannot be used leaves the old signatures in place and shows in the status.
    ///
    /// - Returns: whether other signatures are in use now.
    /// - Throws: as `load()`.
    public func reloadIfChanged() async throws -> Bool {
        guard claimLoading() else { return false }
        defer { releaseLoading() }
        return try await loader.run { [self] in
            guard !SignatureFolder.isBeingUpdated(settings.databases, now: clock.now()) else { return false }
            guard try isWorthLoading() else { return false }
            try loadNow()
            return true
        }
    }

    /// Tests whether the scanner still finds what it must find. Runs after each load; to be called every hour.
    ///
    /// - Throws: `scannerNotReady` if it does not: nothing is accepted until a test passes again.
    public func selfTest() async throws {
        guard let loaded = state.withLock({ $0.loaded }) else { throw VaultFailure(.scannerNotReady) }
        let outcome = try await work.run { [self] in test(loaded.engine, in: loaded.folder) }
        let isCurrent = state.withLock { state in
            // The engine may have been swapped meanwhile: its own test counts.
            guard state.loaded?.engine === loaded.engine else { return false }
            state.selfTest = outcome
            return true
        }
        guard !isCurrent || outcome.passed else { throw Self.failedTest(outcome) }
    }

    private func claimLoading() -> Bool {
        state.withLock { state in
            guard !state.isLoading, !state.stopped else { return false }
            state.isLoading = true
            return true
        }
    }

    private func releaseLoading() {
        state.withLock { $0.isLoading = false }
    }

    private func isWorthLoading() throws -> Bool {
        let present = try noting { try SignatureFolder(path: settings.databases) }
        return state.withLock { state in
            guard let loaded = state.loaded else { return true }
            if present == loaded.signatures {
                // A bad file came and went: what is in use is what lies there again.
                state.problem = nil
                return false
            }
            return present != state.refused
        }
    }

    private func loadNow() throws {
        try noting {
            let signatures = try SignatureFolder(path: settings.databases)
            state.withLock { $0.refused = signatures }
            let folder = try state.withLock { $0.loaded?.folder } ?? ScanFolder(in: temporaryBase)
            let engine = try makeEngine(signatures, in: folder)
            // Loaded from a folder that changed under the load, it would be a mixture.
            guard try SignatureFolder(path: settings.databases) == signatures else {
                state.withLock { $0.refused = nil }
                throw VaultFailure(
                    .signaturesUnusable, ["folder": settings.databases, "reason": "they changed while they were loaded"])
            }
            let outcome = test(engine, in: folder)
            guard outcome.passed else { throw Self.failedTest(outcome) }
            adopt(Loaded(engine: engine, folder: folder, signatures: signatures, at: clock.now()), outcome)
        }
    }

    private func adopt(_ loaded: Loaded, _ outcome: SelfTestOutcome) {
        state.withLock { state in
            guard !state.stopped else { return }
            state.loaded = loaded
            state.selfTest = outcome
            state.refused = nil
            state.problem = nil
        }
    }

    private func makeEngine(_ signatures: SignatureFolder, in folder: ScanFolder) throws -> ClamAVEngine {
        let limits = ClamAVLimits(
            fileSize: limits.memberSize, scanSize: limits.totalSize, time: settings.timeLimit,
            imageFuzzyHash: settings.imageFuzzyHash
        )
        do {
            let engine = try ClamAVEngine(databases: signatures.path, temporary: folder.path, limits: limits)
            guard engine.signatureCount > 0 else {
                throw VaultFailure(.signaturesUnusable, ["folder": signatures.path, "reason": "there is none in the files"])
            }
            return engine
        } catch let error as ClamAVLoadError {
            throw VaultFailure(.signaturesUnusable, ["folder": signatures.path, "reason": error.description], cause: error)
        }
    }

    private func test(_ engine: ClamAVEngine, in folder: ScanFolder) -> SelfTestOutcome {
        let inspection = inspection(with: engine, in: folder)
        let problem = ScannerSelfTest(inspect: inspection.verdict).run()
        return SelfTestOutcome(at: clock.now(), problem: problem)
    }

    private var temporaryBase: String { settings.temporary.isEmpty ? "/dev/shm" : settings.temporary }

    /// Remembers for the status what stood in the way.
    private func noting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            let failure = error as? VaultFailure ?? VaultFailure(.scannerNotReady, cause: error)
            state.withLock { $0.problem = failure }
            throw failure
        }
    }

    private static func failedTest(_ outcome: SelfTestOutcome) -> VaultFailure {
        VaultFailure(.scannerNotReady, cause: SelfTestError(problem: outcome.problem ?? ""))
    }
}

/// Why a self-test failed.
struct SelfTestError: Error, CustomStringConvertible {
    let problem: String
    var description: String { problem }
}
