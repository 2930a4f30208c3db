import Foundation

/// A day of the Gregorian calendar, without an hour or a zone: `2026-11-23`.
public struct CalendarDay: Sendable, Hashable {
    let year: Int
    let month: Int
    let day: Int

    /// Reads `YYYY-MM-DD`; nil for anything else and for days that do not exist.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard parts.map(\.count) == [4, 2, 2], numbers.count == 3, text.utf8.count == 10 else { return nil }
        let components = DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])
        let calendar = Calendar(identifier: .gregorian)
        guard (1880...2200).contains(numbers[0]), components.isValidDate(in: calendar) else { return nil }
        (year, month, day) = (numbers[0], numbers[1], numbers[2])
    }

    /// The first moment of the day in an IANA zone.
    ///
    /// - Throws: `settingsUnusable` for a zone that this machine does not know.
    func start(in zone: String) throws -> Moment {
        let calendar = try ZonedCalendar.gregorian(zone)
        guard let date = calendar.date(from: DateComponents(year: year, month: month, day: day)) else {
            throw VaultFailure(.fault)
        }
        return Moment(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }

    /// The first moment after the day in an IANA zone.
    ///
    /// - Throws: `settingsUnusable` for a zone that this machine does not know.
    func end(in zone: String) throws -> Moment {
        let calendar = try ZonedCalendar.gregorian(zone)
        let start = try start(in: zone)
        guard let next = calendar.date(byAdding: .day, value: 1, to: start.date) else { throw VaultFailure(.fault) }
        return Moment(milliseconds: Int64((next.timeIntervalSince1970 * 1000).rounded()))
    }
}
