/// When something is unusual. Pure.
enum SupervisionRules {
    /// How far back different names and sources are counted.
    static let window = Duration.hours(1)
    /// What goes on without a longer break than this is one thing.
    static let sameThing = Duration.hours(24)
    /// The same, once an operator has seen it.
    static let sameThingSeen = Duration.hours(1)
    /// What is usual is learned from so many hours.
    static let baselineHours = 7 * 24
    /// Alerts of one kind in an hour; what comes then is counted in one more.
    static let mostAlerts = 20
    /// How long an alert is kept.
    static let kept = Duration.days(365)
    /// How long a network is remembered without a sign-in.
    static let networkMemory = Duration.days(180)
    /// Networks that are remembered of one person.
    static let mostNetworks = 50
    /// Pairs that are kept at most; a flood beyond is counted by the hour all the same.
    static let mostPairs = 200_000

    /// Sessions of one account that are looked at, those used last.
    static let mostSessions = 20

    /// The hour of a moment, counted from 1970.
    static func hour(of moment: Moment) -> Int64 { moment.seconds / 3600 }

    /// Whether so many failures in an hour are unusual.
    ///
    /// - Parameter past: the failures of the hours before, of those that had any.
    static func isUnusual(_ count: Int, past: Int, floor: Int, factor: Int) -> Bool {
        guard count >= floor else { return false }
        // In integers: count > factor × past / hours.
        return count * baselineHours > factor * past
    }
}
