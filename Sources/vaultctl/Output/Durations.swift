import FoundationEssentials

/// Times as people read them.
enum Durations {
    /// `0.4s`, `12s`, `1m52s`, `3h20m`, `12d 4h`: the two largest units.
    static func text(seconds: Double) -> String {
        let seconds = max(0, seconds)
        guard seconds >= 9.95 else {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10)s"
        }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole)s"
        case ..<3600: return "\(whole / 60)m\(twoDigits(whole % 60))s"
        case ..<86400: return "\(whole / 3600)h\(twoDigits(whole / 60 % 60))m"
        default: return "\(whole / 86400)d \(whole / 3600 % 24)h"
        }
    }

    /// Roughly, in one unit: `4 min`, `6 h`, `41 d`.
    static func rough(seconds: Double) -> String {
        let whole = Int(max(0, seconds))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min"
        case ..<172_800: return "\(whole / 3600) h"
        default: return "\(whole / 86400) d"
        }
    }

    /// `2026-11-22 02:15` in UTC: no machine's zone, so that two operators read the same.
    static func moment(_ date: Date) -> String { String(iso(date).prefix(16)) }

    /// `02:15` when it is on the day of `now`, else `11-23 02:15`; UTC.
    static func moment(_ date: Date, seenFrom now: Date) -> String {
        let text = iso(date)
        guard text.prefix(10) != iso(now).prefix(10) else { return String(text.dropFirst(11).prefix(5)) }
        return text.prefix(4) == iso(now).prefix(4) ? String(text.dropFirst(5).prefix(11)) : moment(date)
    }

    /// `2026-11-22`.
    static func day(_ date: Date) -> String { String(iso(date).prefix(10)) }

    private static func iso(_ date: Date) -> String {
        String(date.formatted(.iso8601).map { $0 == "T" ? " " : $0 })
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
