import GRDB

extension Vault {
    /// What the engine itself does over and over: the nightly backup and purge, an interrupted rotation at the start, a
    /// look at the signatures and the scanner's self-test. The daemon adds its own, a look at its certificate for instance.
    ///
    /// - Parameter current: the vault as it is when a task runs, under the settings of the last reload; nil: this one.
    /// - Throws: `settingsUnusable` for an unknown time zone.
    public func scheduledTasks(current: (@Sendable () throws -> Vault)? = nil) throws -> [RecurringTask] {
        let backups = try DailySchedule(at: settings.backups.at, zone: settings.backups.zone)
        let purges = try DailySchedule(at: settings.purges.at, zone: settings.backups.zone)
        let vault = current ?? { self }
        return [
            daily("backup", .backup, backups) { _ = try await vault().backup(by: .schedule) },
            daily("purge", .purge, purges) { _ = try await vault().purge(by: .schedule) },
            try check("verification", .verification, every: settings.backups.verifyEvery) {
                _ = try await vault().verifySnapshot(.latest, by: .schedule)
            },
            try check("drill", .drill, every: settings.backups.drillEvery) {
                _ = try await vault().drillRestore(by: .schedule)
            },
            // An attempt that fails, on a full disk for instance, is repeated: the old key stays in use until it is done.
            RecurringTask("rotation", every: .hours(1)) { try await vault().resumeRotation() },
            RecurringTask("conventions", every: .minutes(5)) { try await vault().endWhatIsOver() },
            RecurringTask("supervision", every: .hours(6)) { try await vault().sweepSupervision() },
            RecurringTask("ballast", every: .minutes(1), since: openedAt) { try await vault().renewBallast() },
            RecurringTask("clock", every: .hours(1), since: openedAt) { try await vault().lookAtClock() },
            RecurringTask("signatures", every: settings.scanner.watchInterval, since: openedAt) {
                _ = try await scanner.reloadIfChanged()
            }.ofScanner(),
            RecurringTask("self-test", every: settings.scanner.selfTestInterval, since: openedAt) {
                try await scanner.selfTest()
            }.ofScanner(),
        ]
    }

    private func daily(
        _ name: String, _ job: JobRun.Job, _ schedule: DailySchedule,
        _ action: @escaping @Sendable () async throws -> Void
    ) -> RecurringTask {
        RecurringTask(
            name,
            isDue: { _, now in
                let (last, since) = try await catalog.read { database in
                    (try JobRuns.last(job, in: database), try StoreCounts.createdAt(database))
                }
                return schedule.isDue(last: last, since: since, now: now)
            },
            next: { _, now in schedule.next(after: now) },
            action: action
        )
    }

    /// Not beside a backup or a purge, which remove no snapshot while one is read.
    private func check(
        _ name: String, _ job: JobRun.Job, every: Duration, _ action: @escaping @Sendable () async throws -> Void
    ) throws -> RecurringTask {
        let schedule = try settings.backups.checks(every: every)
        let daily = try DailySchedule(at: settings.backups.checkAt, zone: settings.backups.zone)
        return RecurringTask(
            name,
            isDue: { _, now in
                guard ![.backup, .purge, .verification].contains(where: gate.isRunning) else { return false }
                let (last, since) = try await catalog.read { database in
                    (try JobRuns.last(job, in: database), try StoreCounts.createdAt(database))
                }
                return schedule.isDue(last: last, since: since, now: now)
            },
            next: { _, now in daily.next(after: now) },
            action: action
        )
    }
}
