import Foundation

/// Calendars in a named zone.
enum ZonedCalendar {
    /// - Throws: `settingsUnusable` for a zone that this machine does not know.
    static func gregorian(_ zone: String) throws -> Calendar {
        guard let timeZone = TimeZone(identifier: zone) else {
            throw VaultFailure(.settingsUnusable, ["reason": "the time zone \(zone) is unknown on this machine"])
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }

    /// A number for the calendar day of a moment: 20261122.
    static func day(of moment: Moment, in calendar: Calendar) -> Int {
        let parts = calendar.dateComponents([.year, .month, .day], from: moment.date)
        return (parts.year ?? 0) * 10_000 + (parts.month ?? 0) * 100 + (parts.day ?? 0)
    }
}
