/// How far a long operation is in its present phase.
public struct JobProgress: Sendable, Equatable {
    /// What is being done, in an operator's word: `catalog`, `documents`, `keys`.
    public let phase: String
    /// How much of it is done.
    public let done: Int
    /// How much there is to do; nil where the end is not known.
    public let total: Int?
    /// What is counted: `bytes`, or a noun in the plural.
    public let unit: String

    /// A progress.
    public init(phase: String, done: Int, total: Int?, unit: String) {
        self.phase = phase
        self.done = done
        self.total = total
        self.unit = unit
    }
}

/// Whoever watches a long operation. Called from any thread, often; must not block.
public protocol ProgressSink: Sendable {
    /// Takes note of the progress.
    func report(_ progress: JobProgress)
}

/// Nobody watches: the daemon's own schedule.
public struct NoProgress: ProgressSink {
    public init() {}
    public func report(_ progress: JobProgress) {}
}
