import Engine
import Synchronization

/// The `Date` field of answers (RFC 9110 5.6.7), written once a second.
final class HTTPDate: Sendable {
    private let clock: any WallClock
    private let cached = Mutex<(second: Int64, text: String)>((.min, ""))

    /// A date that reads `clock`.
    init(clock: any WallClock) { self.clock = clock }

    /// The present date: `Sun, 06 Nov 1994 08:49:37 GMT`.
    var text: String {
        let second = clock.now().seconds
        return cached.withLock { cached in
            if cached.second != second { cached = (second, Self.format(secondsSince1970: second)) }
            return cached.text
        }
    }

    /// The IMF-fixdate of a moment after 1970.
    static func format(secondsSince1970 seconds: Int64) -> String {
        let days = seconds / 86400
        let rest = seconds % 86400
        let (year, month, day) = civil(daysSince1970: days)
        let name = dayNames[Int((days + 4) % 7)]
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
        return "\(name), \(twoDigits(Int64(day))) \(monthNames[month - 1]) \(year) \(time) GMT"
    }

    private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Howard Hinnant's `civil_from_days`: the year begins in March, so that the leap day is its last.
    private static func civil(daysSince1970 days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), Int(month), Int(day))
    }
}
