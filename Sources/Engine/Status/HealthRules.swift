/// When the service is degraded and when it is critical. Pure.
enum HealthRules {
    /// Ages at which a missing backup is an alert (operations: 26 h and 50 h).
    static let lateBackup: Duration = .hours(26)
    static let missingBackup: Duration = .hours(50)
    /// How long a purge may be missing; it only tidies up.
    static let latePurge: Duration = .hours(50)
    /// How much longer than its interval a check of the snapshots may be missing.
    static let lateCheck: Duration = .days(2)
    /// Age of a master key at which it should be renewed.
    static let oldKey: Duration = .days(400)

    /// What the verdict is made from.
    struct Facts: Sendable {
        let now: Moment
        /// When the store was made, or the service began to look after it: nothing is late before.
        let since: Moment
        let disk: EngineStatus.Disk
        let keys: EngineStatus.Keys
        let backup: EngineStatus.Backup
        let purge: EngineStatus.Purge
        let scanner: ScannerStatus
        let maxSignatureAge: Duration
        /// Why the clock is doubted; nil while it is believed.
        var clockDoubt: String?
        var setAside: EngineStatus.SetAside?
    }

    /// The verdict.
    static func judge(_ facts: Facts) -> Health {
        let store = disk(facts) + setAside(facts) + clock(facts) + keys(facts) + scanner(facts)
        return Health(store + backup(facts) + checks(facts) + purge(facts))
    }

    private static func disk(_ facts: Facts) -> [Health.Alert] {
        var alerts: [Health.Alert] = []
        if let reason = facts.disk.readOnlyBecause {
            alerts.append(
                .init(.critical, "the store is read-only: \(reason)", hint: "Check the disk, then restart vaultd."))
        }
        if facts.disk.usesBallast {
            alerts.append(
                .init(
                    .critical,
                    "the disk is full: people can sign in and read while the \(DiskBallast.size >> 20) MiB last that were kept for the journal",
                    hint: "Make room on the disk of the state folder."))
        }
        if facts.disk.free < facts.disk.reserve {
            alerts.append(
                .init(
                    .critical, "the disk has less free than its reserve: nothing new is stored",
                    hint: "Make room on the disk of the state folder."))
        } else if facts.disk.free < facts.disk.reserve * 2 {
            alerts.append(
                .init(
                    .degraded, "the disk has less free than twice its reserve",
                    hint: "Make room on the disk of the state folder."))
        }
        return alerts
    }

    private static func setAside(_ facts: Facts) -> [Health.Alert] {
        guard let kept = facts.setAside, kept.waiting > 0 else { return [] }
        return [
            .init(
                .degraded,
                "\(kept.waiting) sealed documents are in no safe: is catalog.sqlite an older one? They are kept in \(kept.folder) until somebody decides",
                hint:
                    "Stop vaultd, put the newest catalog.sqlite back, start it: they return by themselves. If nobody misses them, empty the folder."
            )
        ]
    }

    private static func clock(_ facts: Facts) -> [Health.Alert] {
        guard let doubt = facts.clockDoubt else { return [] }
        return [
            .init(
                .degraded,
                "the clock is in doubt: \(doubt); nothing is deleted or ended for its age until it has run evenly for three days",
                hint: "timedatectl")
        ]
    }

    private static func keys(_ facts: Facts) -> [Health.Alert] {
        var alerts: [Health.Alert] = []
        if facts.keys.pending > 0 {
            alerts.append(
                .init(
                    .degraded, "a rotation of the master key is unfinished: \(facts.keys.pending) keys are left",
                    hint: "vaultctl rotate-keys"))
        }
        if facts.now > facts.keys.currentSince + oldKey {
            alerts.append(.init(.degraded, "the master key is older than 400 days", hint: "vaultctl rotate-keys"))
        }
        if !facts.keys.isMemoryLocked {
            alerts.append(
                .init(.degraded, "the kernel does not lock keys in memory", hint: "Raise LimitMEMLOCK of the unit."))
        }
        return alerts
    }

    private static func scanner(_ facts: Facts) -> [Health.Alert] {
        let status = facts.scanner
        var alerts: [Health.Alert] = []
        switch status.state {
        case .ready: break
        case .loading: alerts.append(.init(.degraded, "the virus scanner is still loading its signatures"))
        case .failed(let reason):
            alerts.append(
                .init(.critical, "nothing can be deposited: \(reason)", hint: "systemctl status clamav-freshclam"))
        }
        if let age = status.age, age > facts.maxSignatureAge, !status.isTestDatabase {
            alerts.append(
                .init(
                    .critical, "the virus signatures are too old: nothing can be deposited",
                    hint: "systemctl status clamav-freshclam"))
        }
        if let test = status.lastSelfTest, let problem = test.problem {
            alerts.append(.init(.critical, "the virus scanner failed its self-test: \(problem)"))
        }
        if status.isTestDatabase {
            alerts.append(
                .init(
                    .degraded,
                    "the virus signatures are the small database for trying vaultd out, which protects from nothing",
                    hint: "apt-get install clamav-freshclam"))
        }
        if let problem = status.problem, case .ready = status.state {
            alerts.append(.init(.degraded, "the last reload of the virus signatures failed: \(problem)"))
        }
        return alerts
    }

    private static func backup(_ facts: Facts) -> [Health.Alert] {
        var alerts: [Health.Alert] = []
        let since = facts.backup.lastGoodAt ?? facts.since
        let age = facts.now.since(since)
        if age > missingBackup {
            alerts.append(.init(.critical, "there is no good backup since \(since.iso8601)", hint: "vaultctl backup"))
        } else if age > lateBackup {
            alerts.append(.init(.degraded, "there is no good backup since \(since.iso8601)", hint: "vaultctl backup"))
        } else if facts.backup.lastGoodAt == nil {
            alerts.append(.init(.degraded, "there is no backup yet", hint: "vaultctl backup"))
        }
        if let run = facts.backup.lastRun, run.result == .failed {
            alerts.append(.init(.degraded, "the last backup failed: \(run.note)", hint: "vaultctl backup"))
        }
        if let run = facts.backup.lastRun, run.result == .incomplete { alerts.append(.init(.degraded, run.note)) }
        if let last = facts.backup.last, let problem = last.problems.first {
            alerts.append(.init(.critical, "snapshot \(last.id): \(problem)", hint: "vaultctl backup"))
        }
        if let unseen = facts.backup.unseen.last {
            alerts.append(
                .init(
                    .critical, "snapshot \(unseen) and all before it are not in their folder",
                    hint: "Is the disk of backups.folder mounted?"))
        }
        if let copy = facts.backup.upgradeCopy {
            alerts.append(
                .init(
                    .degraded,
                    "no snapshot holds the store as it was before the upgrade of \(copy.madeAt.iso8601); its catalog is set aside until \(copy.goesAt.iso8601)",
                    hint: "To go back to it: README.Debian, Upgrading. If nobody wants that: rm \(copy.path)"))
        }
        if let stranger = facts.backup.strangers.first {
            alerts.append(
                .init(
                    .degraded, "snapshot \(stranger.id) is left alone: \(stranger.problems.first ?? "")",
                    hint: "Move it out of the folder of snapshots."))
        }
        return alerts
    }

    private static func checks(_ facts: Facts) -> [Health.Alert] {
        check(facts.backup.verification, "check of the newest snapshot", hint: "vaultctl backup verify", facts)
            + check(facts.backup.drill, "restore for trial", hint: drillHint, facts)
    }

    private static let drillHint =
        "vaultctl backup verify. Where the disk has no room for a restore: backups.drill-every: 0s in the settings, and vaultctl restore on another machine."

    private static func check(
        _ check: EngineStatus.Check, _ name: String, hint: String, _ facts: Facts
    ) -> [Health.Alert] {
        if let run = check.lastRun, run.result == .failed {
            return [.init(.degraded, "the last \(name) failed: \(run.note)", hint: hint)]
        }
        let last = check.lastRun?.finishedAt ?? facts.since
        guard check.every > .zero, facts.now.since(last) > check.every + lateCheck else { return [] }
        return [.init(.degraded, "there was no \(name) since \(last.iso8601)", hint: hint)]
    }

    private static func purge(_ facts: Facts) -> [Health.Alert] {
        var alerts: [Health.Alert] = []
        let last = facts.purge.lastRun?.finishedAt ?? facts.since
        if facts.now.since(last) > latePurge {
            alerts.append(.init(.degraded, "there was no purge since \(last.iso8601)", hint: "vaultctl purge"))
        }
        if let run = facts.purge.lastRun, run.result == .failed || run.result == .incomplete {
            alerts.append(
                .init(
                    .degraded, run.result == .failed ? "the last purge failed: \(run.note)" : run.note,
                    hint: "vaultctl purge"))
        }
        return alerts
    }
}
