extension Vault {
    /// The whole picture, for one screen.
    ///
    /// - Throws: `denied`, `diskFailed`, `settingsUnusable` for an unknown time zone.
    public func status(by actor: Actor) async throws -> EngineStatus {
        try await require(actor, .readStatus, on: .service)
        let now = clock.now()
        let keyring = keys.keyring
        let counts = try await catalog.read { try StoreCounts($0, currentTerm: keyring.current) }
        let snapshots = try await snapshotEntries()
        let disk = try await diskStatus()
        var backup = try backupStatus(snapshots, counts, now: now)
        backup.unseen = try await unseenSnapshots().map(\.id)
        backup.upgradeCopy = try await upgradeCopyStatus()
        let purge = try purgeStatus(counts, now: now)
        let kept = try await setAsideStatus()
        let keyStatus = EngineStatus.Keys(
            currentTerm: keyring.current, currentSince: keyring.currentCreated, terms: keyring.terms,
            pending: counts.pendingKeys, isMemoryLocked: SecureHeap.protection == .locked)
        let scannerStatus = scanner.status
        let health = HealthRules.judge(
            HealthRules.Facts(
                now: now, since: max(counts.createdAt, settled(counts)), disk: disk, keys: keyStatus, backup: backup,
                purge: purge, scanner: scannerStatus, maxSignatureAge: settings.scanner.maxSignatureAge,
                clockDoubt: try await clockTrust().suspicion, setAside: kept))
        return EngineStatus(
            now: now, openedAt: openedAt,
            documents: EngineStatus.Documents(
                count: counts.documents, bytes: counts.fileBytes, safes: counts.safes, accounts: counts.accounts,
                catalogBytes: counts.catalogBytes),
            disk: disk, keys: keyStatus, scanner: scannerStatus, backup: backup, purge: purge, setAside: kept,
            journal: EngineStatus.Journal(events: counts.events, head: counts.head), health: health)
    }

    /// A store that was restored just now has missed nothing either.
    private func settled(_ counts: StoreCounts) -> Moment {
        counts.lastBackup == nil && counts.lastPurge == nil ? openedAt : counts.createdAt
    }

    private func diskStatus() async throws -> EngineStatus.Disk {
        let reserve = settings.documents.diskReserve
        let reason = health.readOnlyReason
        let usesBallast = catalog.ballast.isReleased
        return try await pools.disk.run { [state = settings.state] in
            let space = try FileCopies.space(at: state)
            return EngineStatus.Disk(
                free: space.free, total: space.total, reserve: reserve, readOnlyBecause: reason,
                usesBallast: usesBallast)
        }
    }

    /// The snapshots, oldest first, without reading anew what has not changed.
    func snapshotEntries() async throws -> [SnapshotListCache.Entry] {
        try await pools.disk.run { [snapshotFolder, snapshotList, instance, keyring = keys.keyring] in
            try snapshotList.entries(of: snapshotFolder, keyring: keyring) {
                try KnownSnapshots(snapshotFolder, instance: instance, keyring: keyring)
            }
        }
    }

    private func backupStatus(
        _ snapshots: [SnapshotListCache.Entry], _ counts: StoreCounts, now: Moment
    ) throws -> EngineStatus.Backup {
        let own = snapshots.filter(\.isOwn)
        let schedule = try DailySchedule(at: settings.backups.at, zone: settings.backups.zone)
        var status = EngineStatus.Backup(
            last: own.last?.summary,
            lastGoodAt: own.last(where: \.isGood)?.summary.madeAt,
            lastRun: counts.lastBackup,
            kept: own.count,
            keepDays: settings.backups.keepDays,
            strangers: snapshots.filter { !$0.isOwn }.map(\.summary),
            nextAt: schedule.next(after: now),
            isRunning: gate.isRunning(.backup)
        )
        status.verification = try check(counts.lastVerification, every: settings.backups.verifyEvery, now: now)
        status.drill = try check(counts.lastDrill, every: settings.backups.drillEvery, now: now)
        return status
    }

    private func check(_ last: JobRun?, every: Duration, now: Moment) throws -> EngineStatus.Check {
        let schedule = try settings.backups.checks(every: every)
        return EngineStatus.Check(lastRun: last, nextAt: schedule.next(last: last, now: now), every: every)
    }

    private func setAsideStatus() async throws -> EngineStatus.SetAside {
        try await pools.disk.run { [setAside, rules = settings.setAsideRules] in
            let files = try setAside.files()
            return EngineStatus.SetAside(
                files: files.count, bytes: try files.reduce(0) { try $0 + setAside.length(of: $1) },
                nextGoesAt: rules.next(files), waiting: rules.waiting(files), folder: setAside.path)
        }
    }

    private func purgeStatus(_ counts: StoreCounts, now: Moment) throws -> EngineStatus.Purge {
        let schedule = try DailySchedule(at: settings.purges.at, zone: settings.backups.zone)
        return EngineStatus.Purge(
            lastRun: counts.lastPurge, nextAt: schedule.next(after: now), isRunning: gate.isRunning(.purge))
    }
}
