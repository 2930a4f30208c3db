import GRDB

/// Counts failed attempts per login name and per source, in the catalog, so that a restart forgets none.
///
/// An attempt counts as a failure from its beginning, and is refunded when it succeeds or could not be judged: so
/// attempts side by side cannot get past the limit together. Names that do not exist are counted like those that do.
struct Lockout: Sendable {
    /// Many people sign in from one public computer or one street: a source gets this many times the attempts.
    static let sourceFactor = 10

    /// The two counters of an attempt, by blind index.
    struct Subjects: Sendable {
        let login: [UInt8]
        let source: [UInt8]

        init(name: LoginName, source: RequestSource, index: BlindIndex) throws {
            self.login = try index.value(column: "attempt.login", of: name.text)
            self.source = try index.value(column: "attempt.source", of: NetworkPrefix.of(source.address))
        }
    }

    let loginRules: LockoutRules
    let sourceRules: LockoutRules

    init(_ settings: Settings.SigningIn) {
        loginRules = LockoutRules(attempts: settings.attempts, pause: settings.pause)
        sourceRules = LockoutRules(attempts: settings.attempts * Self.sourceFactor, pause: settings.pause)
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
        let login = try AttemptCounters.find(subjects.login, in: database)
        let source = try AttemptCounters.find(subjects.source, in: database)
        let left = [loginRules.remaining(login, now: now), sourceRules.remaining(source, now: now)].compactMap { $0 }.max()
        if let left {
            let seen = [login, source].compactMap { $0?.lastFailureAt }.max() ?? now
            let isNews = now.since(seen) >= .minutes(1)
            if isNews {
                for subject in [subjects.login, subjects.source] { try AttemptCounters.touch(subject, at: now, in: database) }
            }
            return .paused(left, isNews: isNews)
        }
        let counted = loginRules.counting(login, now: now)
        try AttemptCounters.set(counted, pauses: loginRules.pauses(after: counted.failures), of: subjects.login, in: database)
        let countedSource = sourceRules.counting(source, now: now)
        try AttemptCounters.set(
            countedSource, pauses: sourceRules.pauses(after: countedSource.failures), of: subjects.source, in: database)
        return .counted(startsPause: counted.blockedUntil != nil || countedSource.blockedUntil != nil)
    }

    /// The attempt was right: the name starts anew, the source gets this one back.
    func succeed(_ subjects: Subjects, in database: Database) throws {
        try AttemptCounters.remove(subjects.login, in: database)
        try refund(subjects.source, sourceRules, in: database)
    }

    /// The attempt could not be judged: it did not happen.
    func refund(_ subjects: Subjects, in database: Database) throws {
        try refund(subjects.login, loginRules, in: database)
        try refund(subjects.source, sourceRules, in: database)
    }

    private func refund(_ subject: [UInt8], _ rules: LockoutRules, in database: Database) throws {
        guard let counter = try AttemptCounters.find(subject, in: database) else { return }
        guard let left = rules.refunding(counter) else { return try AttemptCounters.remove(subject, in: database) }
        try AttemptCounters.set(left, pauses: rules.pauses(after: left.failures), of: subject, in: database)
    }
}
