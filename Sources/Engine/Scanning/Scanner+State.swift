extension Scanner {
    /// The signatures in use.
    struct Loaded: Sendable {
        let engine: ClamAVEngine
        let folder: ScanFolder
        let signatures: SignatureFolder
        let at: Moment
    }

    /// What changes while the scanner lives.
    struct State: Sendable {
        var loaded: Loaded?
        /// The signatures of the last attempt that failed, so that it is not repeated in vain.
        var refused: SignatureFolder?
        var problem: VaultFailure?
        var selfTest: SelfTestOutcome?
        var isLoading = false
        var stopped = false
        var scansRunning = 0
        var scansDone = 0

        /// Why there can be no verdict now, or nil.
        func obstacle(settings: Settings.Scanner, now: Moment) -> VaultFailure? {
            guard !stopped else { return VaultFailure(.stopping) }
            guard let loaded else { return problem ?? VaultFailure(.scannerNotReady, retryAfter: 30) }
            guard let selfTest, selfTest.passed else { return VaultFailure(.scannerNotReady) }
            return tooOld(loaded.signatures, settings: settings, now: now)
        }

        func status(settings: Settings.Scanner, now: Moment) -> ScannerStatus {
            let signatures = loaded?.signatures
            return ScannerStatus(
                state: currentState(settings: settings, now: now),
                libraryVersion: ClamAVLibrary.version,
                folder: settings.databases,
                files: signatures?.files ?? [],
                signatureCount: loaded?.engine.signatureCount ?? 0,
                builtAt: signatures?.builtAt,
                age: signatures?.builtAt.map { now.since($0) },
                isTestDatabase: signatures?.isTestDatabase ?? false,
                hasOfficialFiles: signatures?.hasOfficialFiles ?? false,
                loadedAt: loaded?.at,
                problem: problem.map(Self.words),
                warnings: loaded?.engine.loadWarnings ?? [],
                lastSelfTest: selfTest,
                scansRunning: scansRunning,
                scansDone: scansDone,
                temporaryFolder: loaded?.folder.path,
                temporaryIsInMemory: loaded?.folder.isInMemory ?? false
            )
        }

        private func currentState(settings: Settings.Scanner, now: Moment) -> ScannerStatus.State {
            if loaded == nil, problem == nil, !stopped { return .loading }
            guard let obstacle = obstacle(settings: settings, now: now) else { return .ready }
            if let selfTest, let problem = selfTest.problem { return .failed(reason: "The self-test failed: \(problem)") }
            return .failed(reason: obstacle.sentence)
        }

        private func tooOld(_ signatures: SignatureFolder, settings: Settings.Scanner, now: Moment) -> VaultFailure? {
            guard !signatures.isTestDatabase else { return nil }
            guard let builtAt = signatures.builtAt else {
                return VaultFailure(.signaturesUnusable, ["folder": signatures.path, "reason": "they have no build time"])
            }
            let age = now.since(builtAt)
            guard age > settings.maxSignatureAge else { return nil }
            return VaultFailure(.signaturesTooOld, ["age": "\(age.inSeconds / 86400) days"])
        }

        private static func words(_ failure: VaultFailure) -> String {
            failure.sentence + (failure.cause.map { " (\($0))" } ?? "")
        }
    }
}
