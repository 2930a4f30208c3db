/// A check of the snapshots that runs every few days at a time of day. Pure.
public struct CheckSchedule: Sendable {
    private let daily: DailySchedule
    private let every: Duration
    /// So that a run that began late, after a night off, does not shift all that follow by a day.
    private static let slack: Duration = .hours(12)

    /// A check at the times of `daily`, about `every` apart; zero: never.
    public init(_ daily: DailySchedule, every: Duration) {
        self.daily = daily
        self.every = every
    }

    /// Whether the check should run now. One that failed is repeated the next night.
    ///
    /// - Parameter last: its last run; nil where it never ran.
    /// - Parameter since: when the store was made.
    public func isDue(last: JobRun?, since: Moment, now: Moment) -> Bool {
        guard every > .zero else { return false }
        let planned = daily.previous(before: now)
        guard let last else { return since < planned }
        // A run in the future means that the clock went back since.
        if last.startedAt > now + .hours(1) { return true }
        guard last.startedAt < planned else { return false }
        return last.result == .failed || planned.since(last.startedAt) >= every - Self.slack
    }

    /// When it runs next, if nothing stands in the way; nil for never.
    public func next(last: JobRun?, now: Moment) -> Moment? {
        guard every > .zero else { return nil }
        guard let last, last.result != .failed else { return daily.next(after: now) }
        return daily.next(after: max(now, last.startedAt + every - Self.slack))
    }
}

extension Settings.Backups {
    /// The schedule of a check.
    ///
    /// - Throws: `settingsUnusable` for an unknown zone.
    func checks(every: Duration) throws -> CheckSchedule {
        CheckSchedule(try DailySchedule(at: checkAt, zone: zone), every: every)
    }
}
