/// The last run of a job, as the catalog keeps it over restarts.
public struct JobRun: Sendable, Equatable {
    /// Which job.
    public enum Job: String, Sendable, CaseIterable {
        case backup, purge, rotation
        /// The newest snapshot read whole; the same restored for trial.
        case verification, drill
    }

    /// How it ended.
    public enum Result: String, Sendable {
        case running, ok, incomplete, failed
    }

    public let job: Job
    public let startedAt: Moment
    /// When it ended; while it runs, and where it was interrupted, when the run before it ended.
    public let finishedAt: Moment?
    public let result: Result
    /// The code of the failure, or why it is incomplete; empty where all went well.
    public let note: String
}
