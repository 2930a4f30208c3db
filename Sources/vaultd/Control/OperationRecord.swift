import ControlAPI
import Engine
import Foundation
import Logging
import Synchronization

/// One operation: its work, how far it is, who follows it.
final class OperationRecord: Sendable {
    typealias Work = @Sendable (OperationVoice) async throws -> OperationResult

    /// Lines that a follower may lag behind before it loses the oldest; the result is the last and never lost.
    static let followerBuffer = 256
    /// Shortest time between two lines of progress of one phase.
    private static let pace: Duration = .milliseconds(100)
    /// Warnings that are told to those who come later.
    private static let keptMessages = 100

    private struct State {
        var progress: OperationProgress?
        var messages: [OperationEvent.Content] = []
        var result: OperationResult?
        var endedAt: Moment?
        var lastLine: ContinuousClock.Instant?
        var followers: [Int: AsyncStream<OperationEvent>.Continuation] = [:]
        var nextFollower = 0
    }

    let id = OperationID().text
    let kind: OperationName
    private let startedBy: String
    private let startedAt: Moment
    private let canCancel: Bool
    private let work: Work
    private let state = Mutex(State())
    private let cancellation: AsyncStream<Void>
    private let canceller: AsyncStream<Void>.Continuation

    /// An operation that has not begun.
    init(kind: OperationName, startedBy: String, startedAt: Moment, canCancel: Bool, work: @escaping Work) {
        self.kind = kind
        self.startedBy = startedBy
        self.startedAt = startedAt
        self.canCancel = canCancel
        self.work = work
        (cancellation, canceller) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether it has not ended.
    var isRunning: Bool { state.withLock { $0.result == nil } }

    /// How many follow it.
    var followerCount: Int { state.withLock { $0.followers.count } }

    /// How it stands.
    var report: OperationReport {
        state.withLock { state in
            OperationReport(
                id: id, kind: kind, state: state.result?.status ?? .running, startedAt: startedAt.date,
                endedAt: state.endedAt?.date, startedBy: startedBy, canCancel: canCancel && state.result == nil,
                progress: state.result == nil ? state.progress : nil, result: state.result)
        }
    }

    /// Does the work and keeps how it ended.
    func perform(clock: any WallClock, logger: Logger) async {
        let result = await outcome(logger)
        let followers = state.withLock { state in
            state.result = result
            state.endedAt = clock.now()
            defer { state.followers = [:] }
            return Array(state.followers.values)
        }
        for follower in followers {
            follower.yield(OperationEvent(operation: id, .result(result)))
            follower.finish()
        }
        canceller.finish()
    }

    /// Asks it to stop. Returns false where it cannot be stopped, or has ended.
    @discardableResult
    func cancel() -> Bool {
        guard canCancel, isRunning else { return false }
        canceller.yield()
        return true
    }

    /// Its events from now on, begun by what a newcomer needs: the warnings so far and the latest progress.
    func follow() -> OperationFollower {
        let (events, continuation) = AsyncStream<OperationEvent>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.followerBuffer))
        let number = state.withLock { state -> Int? in
            for message in state.messages { continuation.yield(OperationEvent(operation: id, message)) }
            if let result = state.result {
                continuation.yield(OperationEvent(operation: id, .result(result)))
                return nil
            }
            if let progress = state.progress {
                continuation.yield(OperationEvent(operation: id, .progress(progress)))
            }
            state.nextFollower += 1
            state.followers[state.nextFollower] = continuation
            return state.nextFollower
        }
        guard let number else {
            continuation.finish()
            return OperationFollower(events: events, leave: {})
        }
        return OperationFollower(events: events) { [weak self] in
            self?.state.withLock { $0.followers[number] = nil }
            continuation.finish()
        }
    }

    /// Runs the work beside a task that waits for the wish to stop it. A work that stops is still waited for: it
    /// tidies up, or turns out to have been done already.
    private func outcome(_ logger: Logger) async -> OperationResult {
        do {
            return try await withThrowingTaskGroup(of: OperationResult?.self) { group in
                group.addTask { try await self.work(OperationVoice(record: self)) }
                group.addTask {
                    for await _ in self.cancellation { break }
                    return nil
                }
                while let next = try await group.next() {
                    group.cancelAll()
                    if let next { return next }
                }
                throw CancellationError()
            }
        } catch is CancellationError {
            return OperationResult(status: .cancelled, exit: .failed)
        } catch {
            let failure = error as? VaultFailure ?? VaultFailure(.fault, cause: error)
            logger.log(
                level: failure.kind.logLevel, "An operation failed: \(failure.sentence)",
                metadata: [
                    "operation": "\(id)", "kind": "\(kind.rawValue)", "failure": "\(failure.id)",
                    "code": "\(failure.code.rawValue)", "cause": "\(failure.cause.map { "\($0)" } ?? "")",
                ])
            return OperationResult(status: .failed, exit: failure.exitCode, error: failure.report)
        }
    }

    fileprivate func note(_ progress: OperationProgress) {
        let followers = state.withLock { state -> [AsyncStream<OperationEvent>.Continuation] in
            let now = ContinuousClock.now
            let isNewPhase = state.progress?.phase != progress.phase
            let isEnd = progress.total.map { progress.done >= $0 } ?? false
            state.progress = progress
            if !isNewPhase, !isEnd, let last = state.lastLine, now - last < Self.pace { return [] }
            state.lastLine = now
            return Array(state.followers.values)
        }
        for follower in followers { follower.yield(OperationEvent(operation: id, .progress(progress))) }
    }

    fileprivate func warn(_ message: String) {
        let followers = state.withLock { state in
            if state.messages.count < Self.keptMessages { state.messages.append(.warning(message)) }
            return Array(state.followers.values)
        }
        for follower in followers { follower.yield(OperationEvent(operation: id, .warning(message))) }
    }
}

/// One who follows an operation.
struct OperationFollower: Sendable {
    /// What happens; ends behind the result, or with `leave()`.
    let events: AsyncStream<OperationEvent>
    /// Stops following; the operation goes on.
    let leave: @Sendable () -> Void
}

/// What running work says to whoever listens.
struct OperationVoice: ProgressSink {
    fileprivate let record: OperationRecord

    func report(_ progress: JobProgress) {
        record.note(
            OperationProgress(
                phase: progress.phase, done: progress.done, total: progress.total, unit: progress.unit))
    }

    /// A sentence that the operator should read although the work goes on.
    func warn(_ message: String) { record.warn(message) }
}
