import GRDB
import Logging

/// Removes what is due: plan, then execution. Idempotent: a second run finds nothing, a stopped one is repeated.
struct Purge: Sendable {
    let vault: Vault
    let actor: Actor
    let progress: any ProgressSink
    let now: Moment

    init(vault: Vault, actor: Actor, progress: any ProgressSink) {
        self.vault = vault
        self.actor = actor
        self.progress = progress
        self.now = vault.clock.now()
    }

    /// What is due now. Changes nothing.
    func plan() async throws -> PurgePlan {
        let known = try await vault.knownSnapshots()
        let limits = try await limits(known)
        let pruning = pruning(limits)
        var facts = try await vault.catalog.read { [now] database in
            PurgeRules.Facts(
                accounts: try AccountRecord.dueForDeletion(now: now, in: database).count,
                staff: try FormerStaff.due(limits, in: database).count,
                sessions: try PurgeQueries.countSessions(limits, in: database),
                attempts: try PurgeQueries.countAttempts(limits, now: now, in: database),
                journal: try pruning.count(database),
                erasedFiles: try Erasures.unfinished(database).count,
                erasures: try PurgeQueries.countErasures(limits, in: database)
            )
        }
        facts.snapshots = try vault.retentionPlan(known).remove.count
        facts.poolFiles = try await unneededPoolFiles(known)
        facts.setAside = try await dueSetAside().count
        facts.upgradeCopies = try await vault.isUpgradeCopyDue(now: now) ? 1 : 0
        facts.unused = try await unusedAccounts.count()
        return PurgeRules.plan(facts, now: now, settings: vault.settings, suspicion: try await suspicion(known))
    }

    /// - Throws: `readOnlyAfterFault`, `diskFull`, `diskFailed`, `catalogDamaged` where the journal was altered.
    func run() async throws -> PurgeSummary {
        try vault.health.requireWritable()
        try await vault.lookAtClock()
        let plan = try await plan()
        if let suspicion = plan.suspicion { return try await refuse(suspicion) }
        var removed = PurgeRules.Facts()
        var warnings: [String] = []
        removed.accounts = try await vault.eraseDueAccounts(by: actor)
        removed.staff = try await eraseFormerStaff(limits(try await vault.knownSnapshots()))
        try await expireSnapshots(&removed, &warnings)
        removed.upgradeCopies = try await vault.removeUpgradeCopy(now: now) ? 1 : 0
        if removed.snapshots + removed.upgradeCopies > 0 { await SnapshotExpiry(vault: vault, actor: actor).retireTerms() }
        let limits = try await limits(vault.knownSnapshots())
        try await removeErasedFiles(&removed)
        removed.setAside = try await removeSetAside()
        // After what makes room: it writes messages.
        removed.unused = try await unusedAccounts.run()
        // A file that comes back after a power cut must find the record that it was erased.
        try await vault.pools.disk.run { [blobs = vault.blobs] in try blobs.syncRemovals() }
        let rows = try await vault.change { [now] database in
            try SignInRemains.remove(now: now, in: database)
            try recordEndedSessions(limits, in: database)
            return (
                sessions: try PurgeQueries.deleteSessions(limits, in: database),
                attempts: try PurgeQueries.deleteAttempts(limits, now: now, in: database),
                erasures: try PurgeQueries.deleteErasures(limits, in: database)
            )
        }
        (removed.sessions, removed.attempts, removed.erasures) = rows
        try await pruneJournal(limits, planned: plan, &removed)
        return try await finish(removed, warnings)
    }

    private func limits(_ known: KnownSnapshots) async throws -> PurgeRules.Limits {
        // Those of unknown standing count as well, and those that are not to be found: whatever they hold is not gone yet.
        let found = known.all.map { $0.manifest?.created ?? Moment(seconds: 0) }
        let oldest = try await (found + vault.unseenSnapshots().map(\.madeAt)).min()
        return PurgeRules.limits(now: now, settings: vault.settings, oldestSnapshot: oldest)
    }

    private var unusedAccounts: UnusedAccounts { UnusedAccounts(vault: vault, actor: actor, now: now) }

    private func pruning(_ limits: PurgeRules.Limits) -> JournalPruning {
        JournalPruning(key: vault.keys.journal, limit: limits.journal)
    }

    private func suspicion(_ known: KnownSnapshots) async throws -> String? {
        let lastSnapshot = known.candidates.last?.madeAt
        let evidence = try await vault.catalog.read { database in
            PurgeRules.ClockEvidence(
                journalHead: try PurgeQueries.journalHead(database),
                lastPurge: try PurgeRuns.lastConclusion(in: database),
                lastSnapshot: lastSnapshot
            )
        }
        if let suspicion = PurgeRules.suspicion(evidence, now: now) { return suspicion }
        return try await vault.clockTrust().suspicion
    }

    private func refuse(_ suspicion: String) async throws -> PurgeSummary {
        try await vault.journal.record(AuditEvent(.clockSuspected, .refused, details: [.reason: suspicion]), by: actor)
        let warning = "nothing was removed, because the clock seems to have jumped: \(suspicion)"
        return PurgeSummary(items: [], goneFromSnapshotsBy: nil, warnings: [warning])
    }
}

// Steps
extension Purge {
    /// Lines of an account that a purge writes about its sessions, one for each; of more there is one for all.
    static let mostSessionLines = 20

    /// Sessions end by themselves, whoever asks for the purge, and long before it: each line tells when (AUD-05).
    private func recordEndedSessions(_ limits: PurgeRules.Limits, in database: Database) throws {
        let ended = try PurgeQueries.endedSessions(limits, SessionRules(vault.settings.signingIn), in: database)
        for (account, ends) in ended.sorted(by: { $0.key.precedes($1.key) }) {
            let lines = ends.count > Self.mostSessionLines ? ends.suffix(1) : ends[...]
            for end in lines {
                var details: [AuditEvent.Detail: String] = [.until: String(end.milliseconds)]
                if lines.count < ends.count { details[.count] = "\(ends.count)" }
                let event = AuditEvent(.sessionEnded, owner: account, details: details)
                try vault.journal.record(event, by: .schedule, in: database)
            }
        }
    }

    private func unneededPoolFiles(_ known: KnownSnapshots) async throws -> Int {
        // While a backup runs, its documents are in the pool and in no manifest yet.
        guard !vault.gate.isRunning(.backup), let needed = known.needed() else { return 0 }
        return try await vault.pools.disk.run { [folder = vault.snapshotFolder] in
            try folder.poolFiles().count { !needed.contains($0) }
        }
    }

    /// Empties the accounts of former staff. The empty accounts stay, so that journals still tell that it was somebody of
    /// the structure, and the chain of the journal is not touched.
    private func eraseFormerStaff(_ limits: PurgeRules.Limits) async throws -> Int {
        let due = try await vault.catalog.read { try FormerStaff.due(limits, in: $0) }
        for account in due {
            try Task.checkCancellation()
            _ = try await AccountErasure(vault: vault, account: account, actor: actor).run { database in
                // They may have got a new habilitation this very moment.
                guard try FormerStaff.isDue(account, limits, in: database) else { throw VaultFailure(.notFound) }
            }
        }
        return due.count
    }

    private func expireSnapshots(_ removed: inout PurgeRules.Facts, _ warnings: inout [String]) async throws {
        guard let pass = vault.gate.enterIfFree(.backup) else {
            warnings.append("no snapshot was removed, because a backup is running")
            return
        }
        defer { withExtendedLifetime(pass) {} }
        let expiry = try await SnapshotExpiry(vault: vault, actor: actor).run()
        removed.snapshots = expiry.removed.count
        warnings += expiry.warnings
        removed.poolFiles = try await vault.sweepPool()
    }

    /// Files that were set aside long enough ago. One whose document has a row and no other file is not among them: it
    /// comes back at the next start.
    private func dueSetAside() async throws -> [SetAside.File] {
        let old = try await vault.pools.disk.run { [setAside = vault.setAside, rules = vault.settings.setAsideRules, now] in
            rules.due(try setAside.files(), now: now)
        }
        guard !old.isEmpty else { return [] }
        let listed = try await vault.catalog.read { try DocumentRecord.existing(among: old.map(\.document), $0) }
        return try await vault.pools.disk.run { [blobs = vault.blobs] in
            try old.filter { try !listed.contains($0.document) || FileCopies.length(of: blobs.path(of: $0.document)) != nil }
        }
    }

    private func removeSetAside() async throws -> Int {
        let due = try await dueSetAside()
        return try await vault.pools.disk.run { [setAside = vault.setAside, rules = vault.settings.setAsideRules, now] in
            try setAside.remove(due)
            for file in rules.ahead(try setAside.files(), now: now) { try setAside.restamp(file, at: now) }
            return due.count
        }
    }

    private func removeErasedFiles(_ removed: inout PurgeRules.Facts) async throws {
        let unfinished = try await vault.catalog.read(Erasures.unfinished)
        guard !unfinished.isEmpty else { return }
        try await vault.removeFiles(ofErased: unfinished)
        removed.erasedFiles = unfinished.count
    }

    private func pruneJournal(
        _ limits: PurgeRules.Limits, planned: PurgePlan, _ removed: inout PurgeRules.Facts
    ) async throws {
        let pruning = pruning(limits)
        let total = planned.items.first { $0.kind == .journal }?.count
        while true {
            try Task.checkCancellation()
            let count = try await vault.change { try pruning.prune($0) }
            guard count > 0 else { return }
            removed.journal += count
            progress.report(JobProgress(phase: "journal", done: removed.journal, total: total, unit: "events"))
        }
    }

    private func finish(_ removed: PurgeRules.Facts, _ warnings: [String]) async throws -> PurgeSummary {
        let done = PurgeRules.plan(removed, now: now, settings: vault.settings, suspicion: nil)
        let counts = done.items.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")
        let gone = try await vault.change { [vault, actor] database in
            let event = AuditEvent(
                .purgeRun, details: [.count: "\(done.count)"].merging(counts.isEmpty ? [:] : [.reason: counts]) { $1 })
            try vault.journal.record(event, by: actor, in: database)
            return try PurgeQueries.newestErasure(database)
        }
        let backups = vault.settings.backups
        return PurgeSummary(
            items: done.items, goneFromSnapshotsBy: gone.map { backups.lastCopyGone(after: $0) }, warnings: warnings)
    }
}

/// The purge's own runs, as the clock is held against them.
enum PurgeRuns {
    /// When a purge last ended, refused ones included; the one that runs now does not count.
    static func lastConclusion(in database: Database) throws -> Moment? {
        try JobRuns.last(.purge, in: database)?.finishedAt
    }
}
