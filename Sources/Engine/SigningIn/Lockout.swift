import GRDB

/// Counts failed attempts in the catalog, so that a restart forgets none (AUT-04).
///
/// A browser in which somebody has signed in before is known to that account and has counters of its own (OWASP, device
/// cookies). All other browsers share, for one account, a short count per source with growing pauses and a cap on the
/// failures of a day: strangers who try somebody's name pause and in the end shut out each other, and never the holder
/// in a browser of their own. A wider count per source stops one source against many names; it looks at the last hour
/// alone, since the many behind one address must not pay for each other's slips of days.
///
/// An attempt counts as a failure from its beginning, and is refunded when it succeeds or could not be judged: so
/// attempts side by side cannot get past the limit together. Names that do not exist are counted like those that do.
struct Lockout: Sendable {
    /// Many people sign in from one public computer or one street: a source has this many times the attempts.
    static let widerFactor = 10
    /// In which time the attempts of a source are counted.
    static let sourceWindow = Duration.hours(1)
    /// How often an attempt during a pause is worth an event.
    private static let newsInterval = Duration.minutes(1)

    /// The counters of an attempt, by blind index.
    struct Subjects: Sendable {
        /// With the growing pauses.
        let here: [UInt8]
        /// With the cap on a day's failures.
        let day: [UInt8]
        /// Nil where the source does not count.
        let source: [UInt8]?
        /// Where it is noted that attempts during a pause were journaled.
        let news: [[UInt8]]

        /// Of somebody who types a name, in a browser that this name does not know.
        init(name: LoginName, source: RequestSource, index: BlindIndex) throws {
            let prefix = NetworkPrefix.of(source.address)
            self.here = try index.value(column: "attempt.login-source", of: "\(name.text)\n\(prefix)")
            self.day = try index.value(column: "attempt.login", of: name.text)
            self.source = try index.value(column: "attempt.source", of: prefix)
            self.news = [
                try index.value(column: "attempt.news-source", of: prefix),
                try index.value(column: "attempt.news-login", of: name.text),
            ]
        }

        /// Of somebody in a browser that the account knows.
        init(account: AccountID, device: DeviceReference, index: BlindIndex) throws {
            let text = "\(account.text)\n\(Hex.encode(device.digest))"
            self.here = try index.value(column: "attempt.device", of: text)
            self.day = try index.value(column: "attempt.device-day", of: text)
            self.source = nil
            self.news = [try index.value(column: "attempt.news-device", of: text)]
        }

        /// Of somebody who is signed in and proves the password once more.
        init(session account: AccountID, index: BlindIndex) throws {
            self.here = try index.value(column: "attempt.session", of: account.text)
            self.day = try index.value(column: "attempt.session-day", of: account.text)
            self.source = nil
            self.news = [try index.value(column: "attempt.news-session", of: account.text)]
        }
    }

    private let rules: LockoutRules
    private let daily: Int
    private let perSource: Int

    init(_ settings: Settings.SigningIn) {
        rules = LockoutRules(attempts: settings.attempts, pause: settings.pause)
        daily = settings.dailyAttempts
        perSource = settings.attempts * Self.widerFactor
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
        let counter = try AttemptCounters.find(subjects.here, in: database)
        let rests = [
            rules.remaining(counter, now: now),
            try rest(subjects.day, daily, LockoutRules.memory, now: now, in: database),
            try subjects.source.flatMap { try rest($0, perSource, Self.sourceWindow, now: now, in: database) },
        ]
        if let left = rests.compactMap(\.self).max() {
            return .paused(left, isNews: try isNews(subjects, now: now, in: database))
        }
        let counted = rules.counting(counter, now: now)
        try AttemptCounters.set(counted, pauses: rules.pauses(after: counted.failures), of: subjects.here, in: database)
        for subject in spans(subjects) { try Attempts.add(subject, at: now, in: database) }
        return .counted(startsPause: counted.blockedUntil != nil)
    }

    /// The attempt was right: the name starts anew from this source or browser; the wider counts get this one back.
    func succeed(_ subjects: Subjects, in database: Database) throws {
        try AttemptCounters.remove(subjects.here, in: database)
        for subject in spans(subjects) { try Attempts.removeLast(subject, in: database) }
    }

    /// The attempt could not be judged, or was right and more is to come: it did not happen.
    func refund(_ subjects: Subjects, in database: Database) throws {
        for subject in spans(subjects) { try Attempts.removeLast(subject, in: database) }
        guard let counter = try AttemptCounters.find(subjects.here, in: database) else { return }
        guard let left = rules.refunding(counter) else { return try AttemptCounters.remove(subjects.here, in: database) }
        try AttemptCounters.set(left, pauses: rules.pauses(after: left.failures), of: subjects.here, in: database)
    }

    /// What is counted in a span of time.
    private func spans(_ subjects: Subjects) -> [[UInt8]] { [subjects.day] + (subjects.source.map { [$0] } ?? []) }

    /// How long until a span has room for another failure.
    private func rest(
        _ subject: [UInt8], _ most: Int, _ span: Duration, now: Moment, in database: Database
    ) throws -> Duration? {
        // One that lies ahead was noted before the clock was set back.
        try Attempts.earliest(ofLast: most, subject, since: now - span, in: database).map {
            min(($0 + span).since(now), span)
        }
    }

    /// Whether nothing was journaled of this pause for a while; notes that it is now. It makes no pause longer.
    private func isNews(_ subjects: Subjects, now: Moment, in database: Database) throws -> Bool {
        let start = now - Self.newsInterval
        let isKnown = try (spans(subjects) + subjects.news).contains {
            try Attempts.earliest(ofLast: 1, $0, since: start, in: database) != nil
        }
        guard !isKnown else { return false }
        for subject in subjects.news { try Attempts.add(subject, at: now, in: database) }
        return true
    }
}
