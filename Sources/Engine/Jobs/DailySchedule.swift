import Foundation

/// A job that runs once a day at a time of day. Pure: the same answers for the same moments.
///
/// On the day on which clocks go forward over the time, the job runs as much later as the clocks moved; on the day
/// on which they go back over it, at its first occurrence only.
public struct DailySchedule: Sendable {
    /// After a failure the job is tried again, but not at once: what stood in the way may need time to go.
    public static let retryDelay: Duration = .hours(1)

    private let time: TimeOfDay
    private let calendar: Calendar

    /// A schedule for `time` in the IANA zone `zone`.
    ///
    /// - Throws: `settingsUnusable` for a zone that this machine does not know.
    public init(at time: TimeOfDay, zone: String) throws {
        self.time = time
        self.calendar = try ZonedCalendar.gregorian(zone)
    }

    /// The first time at which the job is planned after `moment`.
    public func next(after moment: Moment) -> Moment {
        for day in 0...2 {
            if let planned = occurrence(daysAfter: day, moment), planned > moment { return planned }
        }
        return moment + .days(1)
    }

    /// The last time at which the job was planned at or before `moment`.
    public func previous(before moment: Moment) -> Moment {
        for day in 0...2 {
            if let planned = occurrence(daysAfter: -day, moment), planned <= moment { return planned }
        }
        return moment - .days(1)
    }

    /// Whether the job should run now. A night off is caught up, once.
    ///
    /// - Parameter last: its last run; nil where it never ran.
    /// - Parameter since: when the store was made: a new one has missed nothing.
    public func isDue(last: JobRun?, since: Moment, now: Moment) -> Bool {
        guard let last else { return since < previous(before: now) }
        // A run in the future means that the clock went back since; waiting for it could take years.
        if last.startedAt > now + .hours(1) { return true }
        if last.result == .failed { return last.startedAt + Self.retryDelay <= now }
        return last.startedAt < previous(before: now)
    }

    private func occurrence(daysAfter offset: Int, _ moment: Moment) -> Moment? {
        let start = calendar.startOfDay(for: moment.date)
        guard let day = calendar.date(byAdding: .day, value: offset, to: start) else { return nil }
        var components = calendar.dateComponents([.year, .month, .day], from: day)
        components.hour = time.hour
        components.minute = time.minute
        guard let date = calendar.date(from: components) else { return nil }
        return Moment(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
