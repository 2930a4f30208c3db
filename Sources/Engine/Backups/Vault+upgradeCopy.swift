import GRDB
import Logging

extension Vault {
    /// The catalog of before an upgrade, where one is set aside.
    var upgradeCopy: UpgradeCopy { UpgradeCopy(settings: settings, clock: clock) }

    /// Journals that the schema is another one than the journal last told of (AUD-03), and to which step it came: by this
    /// opening, by one that was stopped before it could tell, or by a restore. What keeps it from being journaled is told
    /// and leaves it for the next start: people should not be locked out for it.
    func recordUpgrade() async {
        let step = JournaledStep.newest
        do {
            guard try await catalog.read(JournaledStep.find) != step else { return }
            try await catalog.write { [journal] database in
                try journal.record(AuditEvent(.storeUpgraded, details: [.mode: step]), by: .schedule, in: database)
                try JournaledStep.set(step, in: database)
            }
        } catch {
            logger.error(
                "It could not be journaled that the store was upgraded; the next start tries again.",
                metadata: ["cause": "\(error)", "step": "\(step)"])
        }
    }

    /// Makes the snapshot of an upgrade, where one is due. What keeps it from being made is told and leaves the copy
    /// for the next start: people should not be locked out for it.
    ///
    /// A snapshot that was made meanwhile holds more than the copy, and must stay the newest: then the copy is left to
    /// the operator and the purge.
    func snapshotUpgrade() async {
        do {
            guard let made = try await pools.disk.run({ [upgradeCopy] in try upgradeCopy.madeAt() }) else { return }
            guard try await isNewestState(upgradeCopy) else {
                logger.notice(
                    "The store as it was before the upgrade is in no snapshot, and newer ones are there; its catalog stays aside for a while.",
                    metadata: ["copy": "\(upgradeCopy.path)"])
                return
            }
            let summary = try await gate.run(.backup) {
                let source = Backup.Source(path: upgradeCopy.path, at: made)
                return try await Backup(vault: self, actor: .schedule, progress: NoProgress(), source: source).run()
            }
            try await pools.disk.run { [path = upgradeCopy.path] in _ = try Files.remove(path) }
            logger.notice(
                "A snapshot holds the store as it was before the upgrade.", metadata: ["snapshot": "\(summary.id)"])
        } catch {
            logger.error(
                "No snapshot could be made of the store as it was before the upgrade; the next start tries again.",
                metadata: ["cause": "\(error)", "copy": "\(upgradeCopy.path)"])
        }
    }

    /// Whether no snapshot holds a newer state, so that a restore may take this one: none was made since, as far as can
    /// be seen, and nobody deleted an account, whom a restore would bring back.
    private func isNewestState(_ copy: UpgradeCopy) async throws -> Bool {
        guard try await unseenSnapshots().isEmpty else { return false }
        // It was set aside before anything else could happen.
        if catalog.isUpgraded { return true }
        let content = try await pools.disk.run { try copy.content() }
        let newest = try await knownSnapshots().newestOwn
        if let newest, newest.journal.sequence >= content.journal { return false }
        return try await catalog.read(UpgradeCopy.deletedAccounts) == content.deleted
    }

    /// What the status shows of it; nil where there is none.
    ///
    /// - Throws: `diskFailed`.
    func upgradeCopyStatus() async throws -> EngineStatus.UpgradeCopy? {
        try await pools.disk.run { [upgradeCopy, keepDays = settings.backups.keepDays] in
            try upgradeCopy.madeAt().map {
                EngineStatus.UpgradeCopy(
                    path: upgradeCopy.path, madeAt: $0, goesAt: UpgradeCopy.goesAt(madeAt: $0, keepDays: keepDays))
            }
        }
    }

    /// Whether a copy is there that is to go at `now`.
    ///
    /// - Throws: `diskFailed`.
    func isUpgradeCopyDue(now: Moment) async throws -> Bool {
        guard let status = try await upgradeCopyStatus() else { return false }
        return status.goesAt <= now
    }

    /// Removes the copy whose time has come.
    ///
    /// - Returns: whether one went.
    /// - Throws: `diskFailed`.
    func removeUpgradeCopy(now: Moment) async throws -> Bool {
        guard try await isUpgradeCopyDue(now: now) else {
            try await pools.disk.run { [upgradeCopy] in try upgradeCopy.restampIfAhead() }
            return false
        }
        return try await pools.disk.run { [path = upgradeCopy.path] in try Files.remove(path) }
    }
}
