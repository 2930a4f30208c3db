import GRDB

/// Counts failed attempts in the catalog, so that a restart forgets none (AUT-04).
///
/// A browser in which somebody has signed in before is known to that account and has counters of its own (OWASP, device
/// cookies). All other browsers share, for one account, a short count per source with growing pauses and a cap on the
/// failures of a day: strangers who try somebody's name pause and in the end shut out each other, and never the holder
/// in a browser of their own. A wider count per source stops one source against many names.
///
/// An attempt counts as a failure from its beginning, and is refunded when it succeeds or could not be judged: so
/// attempts side by side cannot get past the limit together. Names that do not exist are counted like those that do.
struct Lockout: Sendable {
    /// Many people sign in from one public computer or one street: a source has this many times the attempts.
    static let widerFactor = 10

    /// The counters of an attempt, by blind index.
    struct Subjects: Sendable {
        /// With the growing pauses.
        let here: [UInt8]
        /// With the cap on a day's failures.
        let day: [UInt8]
        /// Nil where the source does not count.
        let source: [UInt8]?

        /// Of somebody who types a name, in a browser that this name does not know.
        init(name: LoginName, source: RequestSource, index: BlindIndex) throws {
            let prefix = NetworkPrefix.of(source.address)
            self.here = try index.value(column: "attempt.login-source", of: "\(name.text)\n\(prefix)")
            self.day = try index.value(column: "attempt.login", of: name.text)
            self.source = try index.value(column: "attempt.source", of: prefix)
        }

        /// Of somebody in a browser that the account knows.
        init(account: AccountID, device: DeviceReference, index: BlindIndex) throws {
            let text = "\(account.text)\n\(Hex.encode(device.digest))"
            self.here = try index.value(column: "attempt.device", of: text)
            self.day = try index.value(column: "attempt.device-day", of: text)
            self.source = nil
        }

        /// Of somebody who is signed in and proves the password once more.
        init(session account: AccountID, index: BlindIndex) throws {
            self.here = try index.value(column: "attempt.session", of: account.text)
            self.day = try index.value(column: "attempt.session-day", of: account.text)
            self.source = nil
        }
    }

    private let narrow: LockoutRules
    private let wide: LockoutRules
    private let daily: Int

    init(_ settings: Settings.SigningIn) {
        narrow = LockoutRules(attempts: settings.attempts, pause: settings.pause)
        wide = LockoutRules(attempts: settings.attempts * Self.widerFactor, pause: settings.pause)
        daily = settings.dailyAttempts
    }

    /// What becomes of an attempt.
    enum Admission: Sendable {
        /// Go on; it counts as a failure already. Whether this failure starts a pause.
        case counted(startsPause: Bool)
        /// Refused without a look at the password. The first one in a minute is to be journaled: a flood of them must
        /// not fill the disk.
        case paused(Duration, isNews: Bool)
    }

    /// Begins an attempt.
    func begin(_ subjects: Subjects, now: Moment, in database: Database) throws -> Admission {
        let known = try counts(subjects).map { ($0.subject, $0.rules, try AttemptCounters.find($0.subject, in: database)) }
        let rest = try restOfDay(subjects, now: now, in: database)
        if let left = (known.compactMap({ $1.remaining($2, now: now) }) + [rest].compactMap(\.self)).max() {
            let seen = known.compactMap { $2?.lastFailureAt }.max() ?? now
            let isNews = now.since(seen) >= .minutes(1)
            if isNews {
                for (subject, _, _) in known { try AttemptCounters.touch(subject, at: now, in: database) }
            }
            return .paused(left, isNews: isNews)
        }
        var startsPause = false
        for (subject, rules, counter) in known {
            let counted = rules.counting(counter, now: now)
            startsPause = startsPause || counted.blockedUntil != nil
            try AttemptCounters.set(counted, pauses: rules.pauses(after: counted.failures), of: subject, in: database)
        }
        try Attempts.add(subjects.day, at: now, in: database)
        return .counted(startsPause: startsPause)
    }

    /// The attempt was right: the name starts anew from this source or browser; the wider counts get this one back.
    func succeed(_ subjects: Subjects, in database: Database) throws {
        try AttemptCounters.remove(subjects.here, in: database)
        if let source = subjects.source { try refund(source, wide, in: database) }
        try Attempts.removeLast(subjects.day, in: database)
    }

    /// The attempt could not be judged, or was right and more is to come: it did not happen.
    func refund(_ subjects: Subjects, in database: Database) throws {
        for (subject, rules) in counts(subjects) { try refund(subject, rules, in: database) }
        try Attempts.removeLast(subjects.day, in: database)
    }

    private func counts(_ subjects: Subjects) -> [(subject: [UInt8], rules: LockoutRules)] {
        [(subjects.here, narrow)] + (subjects.source.map { [($0, wide)] } ?? [])
    }

    /// How long until the day has room for another failure.
    private func restOfDay(_ subjects: Subjects, now: Moment, in database: Database) throws -> Duration? {
        let start = now - LockoutRules.memory
        let earliest = try Attempts.earliest(ofLast: daily, subjects.day, since: start, in: database)
        // One that lies ahead was noted before the clock was set back.
        return earliest.map { min(($0 + LockoutRules.memory).since(now), LockoutRules.memory) }
    }

    private func refund(_ subject: [UInt8], _ rules: LockoutRules, in database: Database) throws {
        guard let counter = try AttemptCounters.find(subject, in: database) else { return }
        guard let left = rules.refunding(counter) else { return try AttemptCounters.remove(subject, in: database) }
        try AttemptCounters.set(left, pauses: rules.pauses(after: left.failures), of: subject, in: database)
    }
}
