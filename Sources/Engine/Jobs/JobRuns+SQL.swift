import GRDB

/// The table of last runs.
struct JobRuns: Sendable {
    let catalog: Catalog
    let clock: any WallClock

    /// The last run of a job; nil where it never ran.
    func last(_ job: JobRun.Job) async throws -> JobRun? {
        try await catalog.read { try Self.last(job, in: $0) }
    }

    /// Runs `body` as a job and keeps how it ended, also when it throws.
    ///
    /// - Parameter outcome: what to keep of a run that ended well: complete, or not and why.
    func track<Value: Sendable>(
        _ job: JobRun.Job, outcome: (Value) -> (JobRun.Result, String), _ body: () async throws -> Value
    ) async throws -> Value {
        let started = clock.now()
        // The end of the run before stays until this one ends: the clock is held against it.
        let before = try await last(job)?.finishedAt
        try await set(JobRun(job: job, startedAt: started, finishedAt: before, result: .running, note: ""))
        do {
            let value = try await body()
            let (result, note) = outcome(value)
            try await set(JobRun(job: job, startedAt: started, finishedAt: clock.now(), result: result, note: note))
            return value
        } catch {
            let note = (error as? VaultFailure)?.sentence ?? "\(type(of: error))"
            let failed = JobRun(job: job, startedAt: started, finishedAt: clock.now(), result: .failed, note: note)
            // On a full disk this note is refused as well, and the failure at hand is the one to tell of.
            _ = try? await set(failed)
            throw error
        }
    }

    /// Marks runs that a stop of the service cut off.
    func closeInterrupted() async throws {
        try await catalog.write { database in
            try database.execute(
                sql: "UPDATE job_run SET result = 'failed', note = 'interrupted' WHERE result = 'running'")
        }
    }

    private func set(_ run: JobRun) async throws {
        try await catalog.write { database in
            try database.execute(
                sql: """
                    INSERT INTO job_run (job, started_at, finished_at, result, note) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (job) DO UPDATE SET started_at = excluded.started_at,
                        finished_at = excluded.finished_at, result = excluded.result, note = excluded.note
                    """,
                arguments: [
                    run.job.rawValue, run.startedAt.milliseconds, run.finishedAt?.milliseconds, run.result.rawValue,
                    run.note,
                ])
        }
    }

    static func last(_ job: JobRun.Job, in database: Database) throws -> JobRun? {
        let row = try Row.fetchOne(
            database, sql: "SELECT started_at, finished_at, result, note FROM job_run WHERE job = ?",
            arguments: [job.rawValue])
        guard let row else { return nil }
        return JobRun(
            job: job,
            startedAt: Moment(milliseconds: row["started_at"]),
            finishedAt: (row["finished_at"] as Int64?).map { Moment(milliseconds: $0) },
            result: JobRun.Result(rawValue: row["result"]) ?? .failed,
            note: row["note"]
        )
    }
}
