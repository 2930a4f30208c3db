import Engine
import Logging

/// What is said about the scanner: each change once, not each look.
struct ScannerWatch {
    let vault: Vault
    let logger: Logger
    private var failing: FailureCode?

    init(vault: Vault, logger: Logger) {
        self.vault = vault
        self.logger = logger
    }

    /// Loads the signatures for the first time.
    mutating func load() async {
        await noting { vault in
            try await vault.scanner.load()
            return true
        }
    }

    /// Loads them again if they changed.
    mutating func refresh() async { await noting { try await $0.scanner.reloadIfChanged() } }

    /// Has the scanner find what it must find. Without signatures there is nothing to test.
    mutating func test() async {
        guard vault.scanner.status.loadedAt != nil else { return }
        await noting { vault in
            try await vault.scanner.selfTest()
            return false
        }
    }

    private mutating func noting(_ act: (Vault) async throws -> Bool) async {
        do {
            let isNew = try await act(vault)
            let hasRecovered = failing != nil && vault.depositsClosedReason == nil
            if hasRecovered { failing = nil }
            if isNew || hasRecovered { await tellReady() }
        } catch is CancellationError {
            return
        } catch {
            await tell(error as? VaultFailure ?? VaultFailure(.scannerNotReady, cause: error))
        }
    }

    private func tellReady() async {
        let count = vault.scanner.status.signatureCount
        logger.report(.scannerReady, .notice, "The virus scanner is ready.", ["signatures": "\(count)"])
        await write(.signaturesLoaded(count: count))
    }

    private mutating func tell(_ failure: VaultFailure) async {
        guard failing != failure.code, failure.code != .stopping else { return }
        failing = failure.code
        logger.report(
            .scannerFailed, .error, "Uploads are refused: \(failure.sentence)",
            [
                "code": "\(failure.code.rawValue)", "hint": "\(failure.hint ?? "")",
                "cause": "\(failure.cause.map { "\($0)" } ?? "")",
            ])
        await write(.scannerFailed(failure.code))
    }

    private func write(_ event: ServiceEvent) async {
        do {
            try await vault.note(event, by: .schedule)
        } catch {
            logger.error("The journal could not be written.", metadata: ["cause": "\(error)"])
        }
    }
}
