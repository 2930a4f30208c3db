/// What is due, and when the clock is not to be trusted. Pure.
enum PurgeRules {
    /// The moments before which things go.
    struct Limits: Sendable, Equatable {
        /// Sessions that ended before this.
        let sessions: Moment
        /// Sessions that were idle since before this, in the ordinary mode and on a public computer.
        let idle: Moment
        let publicIdle: Moment
        /// Counters whose last failure was before this.
        let attempts: Moment
        /// Accounts of staff whose last habilitation ended before this (END-03).
        let staff: Moment
        /// Journal events from before this (AUD-07).
        let journal: Moment
        /// Records of erasures from before this; nil where no snapshot is there, and so none goes.
        let erasures: Moment?
    }

    /// What was counted.
    struct Facts: Sendable, Equatable {
        var accounts = 0
        var staff = 0
        /// What was counted for accounts that nobody uses.
        var unused: UnusedAccounts.Counts = [:]
        var sessions = 0
        var attempts = 0
        var journal = 0
        var erasedFiles = 0
        var erasures = 0
        var snapshots = 0
        var poolFiles = 0
        var setAside = 0
        var upgradeCopies = 0
    }

    /// What the clock is held against.
    struct ClockEvidence: Sendable, Equatable {
        /// When the last journal event was recorded.
        let journalHead: Moment?
        /// When a purge last began, whatever it removed.
        let lastPurge: Moment?
        /// When the last snapshot was made.
        let lastSnapshot: Moment?
    }

    /// The limits at `now`.
    ///
    /// - Parameter oldestSnapshot: when the oldest snapshot that is there was made.
    static func limits(now: Moment, settings: Settings, oldestSnapshot: Moment?) -> Limits {
        let ended = now - settings.purges.sessionAge
        return Limits(
            sessions: ended,
            idle: ended - settings.signingIn.idle,
            publicIdle: ended - settings.signingIn.publicIdle,
            attempts: ended,
            staff: now - settings.purges.staffAge,
            journal: now - settings.purges.journalAge,
            erasures: oldestSnapshot
        )
    }

    /// The plan for what was counted.
    static func plan(_ facts: Facts, now: Moment, settings: Settings, suspicion: String?) -> PurgePlan {
        let items: [PurgePlan.Item] = [
            .init(kind: .accounts, count: facts.accounts, reason: "their holders asked for it a week ago"),
            .init(
                kind: .staff, count: facts.staff,
                reason: "their last right ended more than \(words(settings.purges.staffAge)) ago"),
            .init(
                kind: .unusedTold, count: facts.unused.sum(of: [.tell, .tellAgain, .tellOfDeletion]),
                reason: "nobody has used them for long, and they will be disabled or deleted"),
            .init(
                kind: .unusedDisabled, count: facts.unused.sum(of: [.disable]),
                reason: "nobody has used them for \(words(settings.purges.unusedAge)); nothing in them is deleted"),
            .init(
                kind: .unusedErased, count: facts.unused.sum(of: [.erase]),
                reason: "nobody has come back for \(words(settings.purges.disabledAge))"),
            .init(
                kind: .sessions, count: facts.sessions,
                reason: "ended more than \(words(settings.purges.sessionAge)) ago"),
            .init(
                kind: .attempts, count: facts.attempts,
                reason: "last failure more than \(words(settings.purges.sessionAge)) ago"),
            .init(kind: .journal, count: facts.journal, reason: "older than \(words(settings.purges.journalAge))"),
            .init(
                kind: .erasedFiles, count: facts.erasedFiles,
                reason: "their documents were erased, and their keys with them"),
            .init(kind: .erasures, count: facts.erasures, reason: "every snapshot is younger"),
            .init(
                kind: .snapshots, count: facts.snapshots,
                reason: "\(settings.backups.keepDays) newer days have a good snapshot"),
            .init(kind: .poolFiles, count: facts.poolFiles, reason: "no snapshot needs them"),
            .init(
                kind: .setAside, count: facts.setAside,
                reason: "no safe lists them for more than \(words(settings.purges.setAsideAge))"),
            .init(
                kind: .upgradeCopies, count: facts.upgradeCopies,
                reason: "older than snapshots are kept (\(words(.days(settings.backups.keepDays))))"),
        ]
        return PurgePlan(at: now, items: items.filter { $0.count > 0 }, suspicion: suspicion)
    }

    /// Why the clock stands before something that was recorded already; nil where it does not. That it may have gone
    /// forward is for `ClockTrust` to say: what is recorded under a wrong clock is no evidence for it.
    static func suspicion(_ evidence: ClockEvidence, now: Moment) -> String? {
        let recorded = [evidence.journalHead, evidence.lastPurge, evidence.lastSnapshot].compactMap(\.self)
        guard let last = recorded.max(), now < last - SnapshotRetention.tolerance else { return nil }
        return "it went back from \(last.iso8601) to \(now.iso8601)"
    }

    private static func words(_ duration: Duration) -> String {
        let (count, unit) =
            duration.inSeconds % 86400 == 0
            ? (duration.inSeconds / 86400, "day") : (duration.inSeconds / 3600, "hour")
        return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
}
