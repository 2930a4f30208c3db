import Logging

/// Waits for a moment. Two exist: the machine's, and one that tests move by hand.
public protocol Sleeper: Sendable {
    /// Returns when the clock may have reached `moment`, or earlier.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until moment: Moment, now: Moment) async throws
}

/// Sleeps for real, a minute at most, so that a clock that was set is noticed.
public struct RealSleeper: Sleeper {
    /// Longest sleep.
    static let longest: Duration = .seconds(60)

    public init() {}

    public func sleep(until moment: Moment, now: Moment) async throws {
        try await Task.sleep(for: min(max(moment.since(now), .milliseconds(10)), Self.longest))
    }
}

/// Something that the daemon does over and over.
public struct RecurringTask: Sendable {
    /// For the log.
    public let name: String
    /// What it looks after, so that somebody who does that otherwise can leave it out.
    public private(set) var care = Care.store

    /// What a task looks after.
    public enum Care: Sendable { case store, scanner }

    /// The same task, for the scanner.
    func ofScanner() -> RecurringTask {
        var task = self
        task.care = .scanner
        return task
    }
    let isDue: @Sendable (_ last: Moment?, _ now: Moment) async throws -> Bool
    let next: @Sendable (_ last: Moment?, _ now: Moment) throws -> Moment
    let action: @Sendable () async throws -> Void

    /// A task that runs `interval` after its last run began.
    ///
    /// - Parameter since: counts as its last run at the beginning; nil for a task that runs at once.
    public init(
        _ name: String, every interval: Duration, since: Moment? = nil,
        _ action: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.isDue = { last, now in
            guard let last = last ?? since else { return true }
            // A last run in the future: the clock was set back.
            return now >= last + interval || now < last
        }
        self.next = { last, now in (last ?? since).map { $0 + interval } ?? now }
        self.action = action
    }

    init(
        _ name: String,
        isDue: @escaping @Sendable (_ last: Moment?, _ now: Moment) async throws -> Bool,
        next: @escaping @Sendable (_ last: Moment?, _ now: Moment) throws -> Moment,
        action: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.isDue = isDue
        self.next = next
        self.action = action
    }
}

/// The daemon's clockwork. Each task runs beside the others, never beside itself; one that fails is logged and
/// tried again when it is due again.
public struct Schedule: Sendable {
    let tasks: [RecurringTask]
    let clock: any WallClock
    let sleeper: any Sleeper
    let logger: Logger

    /// A schedule of tasks.
    public init(_ tasks: [RecurringTask], clock: any WallClock, sleeper: any Sleeper = RealSleeper(), logger: Logger) {
        self.tasks = tasks
        self.clock = clock
        self.sleeper = sleeper
        self.logger = logger
    }

    /// Runs until it is cancelled. What runs then is cancelled too, and waited for.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            for task in tasks { group.addTask { await repeating(task) } }
        }
    }

    private func repeating(_ task: RecurringTask) async {
        var last: Moment?
        while !Task.isCancelled {
            last = await runIfDue(task, last: last)
            do {
                let now = clock.now()
                try await sleeper.sleep(until: task.next(last, now), now: now)
            } catch is CancellationError {
                return
            } catch {
                logger.error("A scheduled task has no next time", metadata: metadata(task, error))
                return
            }
        }
    }

    /// - Returns: when the task last began.
    func runIfDue(_ task: RecurringTask, last: Moment?) async -> Moment? {
        let now = clock.now()
        do {
            guard try await task.isDue(last, now) else { return last }
            try await task.action()
        } catch is CancellationError {
            return last
        } catch {
            logger.error("A scheduled task failed", metadata: metadata(task, error))
        }
        return now
    }

    private func metadata(_ task: RecurringTask, _ error: any Error) -> Logger.Metadata {
        ["task": .string(task.name), "cause": .string("\(error)")]
    }
}
