import GRDB
import Synchronization

/// Puts changes that are asked for at about the same time into one commit. The fsync of a commit costs the disk
/// milliseconds, whether one document waits for it or eight: what comes while one is on its way goes into the next.
final class SharedCommits: Sendable {
    /// A change of one caller. Where the disk was too full for the whole commit it runs a second time.
    typealias Change = @Sendable (Database) throws -> Void
    /// Runs a body in one transaction, durable when it returns.
    typealias Commit =
        @Sendable (@escaping @Sendable (Database) throws -> [Result<Void, any Error>]) async throws -> [Result<
            Void, any Error
        >]

    /// More than these in one would keep the first waiting for the last.
    private static let most = 64

    private struct Waiting: Sendable {
        let change: Change
        let caller: CheckedContinuation<Void, any Error>
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var isServed = false

        mutating func next() -> [Waiting] {
            let group = Array(waiting.prefix(SharedCommits.most))
            waiting.removeFirst(group.count)
            isServed = !group.isEmpty
            return group
        }
    }

    private let queue = Mutex(Queue())

    /// Changes that wait for the next commit.
    var waiting: Int { queue.withLock { $0.waiting.count } }

    /// Runs `change` in a transaction with those of others, durable when this returns. A change that fails leaves
    /// nothing of itself, and nothing of the others is lost for it.
    ///
    /// - Throws: what `change` throws; what `commit` throws.
    func run(_ change: @escaping Change, by commit: @escaping Commit) async throws {
        try await withCheckedThrowingContinuation { caller in
            let mustServe = queue.withLock { queue in
                queue.waiting.append(Waiting(change: change, caller: caller))
                defer { queue.isServed = true }
                return !queue.isServed
            }
            // No caller's own task, whose end would be that of the others' changes.
            if mustServe { Task { await serve(commit) } }
        }
    }

    private func serve(_ commit: Commit) async {
        while true {
            let group = queue.withLock { $0.next() }
            if group.isEmpty { return }
            let results = await results(of: group, commit)
            for (one, result) in zip(group, results) { one.caller.resume(with: result) }
        }
    }

    private func results(of group: [Waiting], _ commit: Commit) async -> [Result<Void, any Error>] {
        do {
            return try await commit { database in try group.map { try Self.apply($0.change, to: database) } }
        } catch let failure as VaultFailure where failure.code == .diskFull && group.count > 1 {
            // SQLite took all of it back, for the sake of one that may be larger than the others.
            var results: [Result<Void, any Error>] = []
            for one in group { results += await self.results(of: [one], commit) }
            return results
        } catch {
            return group.map { _ in .failure(error) }
        }
    }

    /// - Throws: what ended the transaction, and with it the changes before this one.
    private static func apply(_ change: Change, to database: Database) throws -> Result<Void, any Error> {
        do {
            try database.inSavepoint {
                try change(database)
                return .commit
            }
            return .success(())
        } catch {
            guard database.isInsideTransaction else { throw error }
            return .failure(error)
        }
    }
}
