import Dispatch
import TestSupport

@testable import Engine

/// Holds the one thread on which passwords are hashed: what needs it waits until it is released, so that something else
/// can happen in between, as it does where many sign in.
struct HeldPasswords {
    private let work: BlockingWork
    private let gate = DispatchSemaphore(value: 0)
    private let holder: Task<Void, any Error>

    init(_ box: TemporaryVault) {
        let work = box.vault.pools.password
        self.work = work
        holder = Task { [gate] in try await work.run { gate.wait() } }
    }

    /// Begins `body`, lets `other` happen while it waits for the thread, and returns what came of `body`.
    static func during<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value, in box: TemporaryVault, _ other: () async throws -> Void
    ) async throws -> Result<Value, VaultFailure> {
        let held = HeldPasswords(box)
        while held.work.load < 1 { await Task.yield() }
        let running = Task { try await body() }
        while held.work.load < 2 { await Task.yield() }
        do {
            try await other()
        } catch {
            held.gate.signal()
            throw error
        }
        held.gate.signal()
        try await held.holder.value
        do {
            return .success(try await running.value)
        } catch let failure as VaultFailure {
            return .failure(failure)
        }
    }
}

extension TemporaryVault {
    /// What a reset by the holder writes, without the thread that hashes.
    func takeBack(_ account: AccountID, with hash: PasswordHash) async throws {
        let now = clock.now()
        try await vault.catalog.write { database in
            try PasswordRecord.set(hash, of: account, mustChange: false, at: now, in: database)
            try SessionRecord.deleteAll(of: account, in: database)
            try HalfSessionRecord.deleteAll(of: account, in: database)
            try DeviceRecord.deleteAll(of: account, in: database)
        }
    }
}
