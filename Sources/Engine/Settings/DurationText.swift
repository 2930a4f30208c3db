/// Durations as people write them: `20m`, `7d`, `90 s`.
enum DurationText {
    private static let units: [(name: String, seconds: Int)] = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]

    /// The duration.
    static func duration(_ text: String) throws(SettingFlaw) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).trimmingPrefix { $0 == " " }
        guard let count = Int(digits), let known = units.first(where: { $0.name == unit }) else {
            throw SettingFlaw("`\(text)` is not a duration such as 30s, 20m, 12h or 7d")
        }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: known.seconds)
        guard !overflow, seconds < 1 << 40 else { throw SettingFlaw("`\(text)` is longer than any service runs") }
        return .seconds(seconds)
    }

    /// The shortest exact text of a whole number of seconds.
    static func text(_ duration: Duration) -> String {
        let seconds = Int(duration.inSeconds)
        guard seconds > 0, let unit = units.first(where: { seconds.isMultiple(of: $0.seconds) }) else {
            return "\(seconds)s"
        }
        return "\(seconds / unit.seconds)\(unit.name)"
    }
}
