import ControlAPI
import Engine
import Foundation
import Logging
import Synchronization

/// Runs long work, so that it belongs to the daemon and not to whoever asked for it, and remembers how it ended.
///
/// The tasks are children of `run()`: when that returns, nothing of them is left.
final class OperationTable: Sendable {
    /// Ended operations that are remembered.
    private static let remembered = 50

    private struct State {
        var records: [OperationRecord] = []
        var isStopped = false
    }

    private let clock: any WallClock
    private let logger: Logger
    private let state = Mutex(State())
    private let queue: AsyncStream<OperationRecord>
    private let arrivals: AsyncStream<OperationRecord>.Continuation

    /// An empty table.
    init(clock: any WallClock, logger: Logger) {
        self.clock = clock
        self.logger = logger
        (queue, arrivals) = AsyncStream.makeStream()
    }

    /// Runs what is started, until `stop()`; then waits for the end of what runs.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await record in queue {
                group.addTask { [clock, logger] in await record.perform(clock: clock, logger: logger) }
            }
        }
    }

    /// Refuses new work, and asks what runs to stop where it can.
    func stop() {
        let running = state.withLock { state in
            state.isStopped = true
            return state.records
        }
        for record in running { record.cancel() }
        arrivals.finish()
    }

    /// Starts `work`, one of a kind at a time.
    ///
    /// - Throws: `operationRunning`, `stopping`.
    func start(
        _ kind: OperationName, by actor: Actor, canCancel: Bool = true,
        work: @escaping OperationRecord.Work
    ) throws -> OperationReport {
        let record = OperationRecord(
            kind: kind, startedBy: actor.controlName, startedAt: clock.now(), canCancel: canCancel, work: work)
        try state.withLock { state in
            guard !state.isStopped else { throw VaultFailure(.stopping, retryAfter: 10) }
            guard !state.records.contains(where: { $0.kind == kind && $0.isRunning }) else {
                throw VaultFailure(.operationRunning, ["operation": kind.rawValue])
            }
            state.records.append(record)
            Self.forgetOldest(&state.records)
        }
        arrivals.yield(record)
        return record.report
    }

    /// All that are remembered, newest first.
    var reports: [OperationReport] { state.withLock { $0.records }.reversed().map(\.report) }

    /// One of them.
    ///
    /// - Throws: `operationUnknown`.
    func record(_ id: String) throws -> OperationRecord {
        guard let record = state.withLock({ $0.records.first { $0.id == id } }) else {
            throw VaultFailure(.operationUnknown)
        }
        return record
    }

    /// How many follow an operation.
    func followers(of id: String) -> Int {
        state.withLock { $0.records.first { $0.id == id } }?.followerCount ?? 0
    }

    private static func forgetOldest(_ records: inout [OperationRecord]) {
        let ended = records.filter { !$0.isRunning }
        let surplus = Set(ended.prefix(max(0, ended.count - remembered)).map(\.id))
        records.removeAll { surplus.contains($0.id) }
    }
}

extension Actor {
    /// How lists of operations name the one who asked.
    var controlName: String {
        switch self {
        case .operator(let identity):
            "uid \(identity.user)" + (identity.claimed.map { " (claims \($0))" } ?? "")
        case .schedule: "schedule"
        case .person: "person"
        case .stranger: "stranger"
        }
    }
}
