import GRDB

/// Counts failed attempts per login name and source, per login name, and per source, in the catalog, so that a restart
/// forgets none (AUT-04).
///
/// The short count is that of one name from one source: a stranger elsewhere, who tries somebody's name, pauses
/// himself and not the holder. The two wider counts, with more attempts, stop many sources against one name, and one
/// source against many names.
///
/// An attempt counts as a failure from its beginning, and is refunded when it succeeds or could not be judged: so
/// attempts side by side cannot get past the limit together. Names that do not exist are counted like those that do.
struct Lockout: Sendable {
    /// Many people sign in from one public computer or one street, and one person may be tried from many: the wider
    /// counts allow this many times the attempts.
    static let widerFactor = 10

    /// The counters of an attempt, by blind index.
    struct Subjects: Sendable {
        let here: [UInt8]
        let anywhere: [UInt8]
        let source: [UInt8]

        init(name: LoginName, source: RequestSource, index: BlindIndex) throws {
            let prefix = NetworkPrefix.of(source.address)
            self.here = try index.value(column: "attempt.login-source", of: "\(name.text)\n\(prefix)")
            self.anywhere = try index.value(column: "attempt.login", of: name.text)
            self.source = try index.value(column: "attempt.source", of: prefix)
        }
    }

    private let narrow: LockoutRules
    private let wide: LockoutRules

    init(_ settings: Settings.SigningIn) {
        narrow = LockoutRules(attempts: settings.attempts, pause: settings.pause)
        wide = LockoutRules(attempts: settings.attempts * Self.widerFactor, pause: settings.pause)
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
        if let left = known.compactMap({ $1.remaining($2, now: now) }).max() {
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
        return .counted(startsPause: startsPause)
    }

    /// The attempt was right: the name starts anew from this source, the wider counts get this one back.
    func succeed(_ subjects: Subjects, in database: Database) throws {
        try AttemptCounters.remove(subjects.here, in: database)
        try refund(subjects.anywhere, wide, in: database)
        try refund(subjects.source, wide, in: database)
    }

    /// The attempt could not be judged: it did not happen.
    func refund(_ subjects: Subjects, in database: Database) throws {
        for (subject, rules) in counts(subjects) { try refund(subject, rules, in: database) }
    }

    private func counts(_ subjects: Subjects) -> [(subject: [UInt8], rules: LockoutRules)] {
        [(subjects.here, narrow), (subjects.anywhere, wide), (subjects.source, wide)]
    }

    private func refund(_ subject: [UInt8], _ rules: LockoutRules, in database: Database) throws {
        guard let counter = try AttemptCounters.find(subject, in: database) else { return }
        guard let left = rules.refunding(counter) else { return try AttemptCounters.remove(subject, in: database) }
        try AttemptCounters.set(left, pauses: rules.pauses(after: left.failures), of: subject, in: database)
    }
}
