import ControlAPI

/// One line for one phase: ` documents  [###########.........] 26 902/48 213  310/s  ETA 1m28s`.
enum ProgressBar {
    private static let cells = 20

    /// The line, no longer than `width` columns less one: the last column makes some terminals wrap.
    static func line(_ meter: ProgressMeter, width: Int) -> String {
        guard let progress = meter.latest else { return "" }
        let parts = [
            " " + label(progress.phase), gauge(progress), amount(progress), rate(meter, unit: progress.unit),
            meter.secondsLeft.map { "ETA \(Durations.text(seconds: $0))" },
        ]
        return String(parts.compactMap { $0 }.joined(separator: "  ").prefix(max(0, width - 1)))
    }

    /// The line of a phase that has ended: no rate any more, but how long it took.
    static func ended(_ meter: ProgressMeter, width: Int) -> String {
        guard let progress = meter.latest else { return "" }
        let parts = [
            " " + label(progress.phase), gauge(progress), amount(progress),
            Durations.text(seconds: meter.secondsSpent),
        ]
        return String(parts.compactMap { $0 }.joined(separator: "  ").prefix(max(0, width - 1)))
    }

    private static func label(_ phase: String) -> String {
        phase.count >= 10 ? phase : phase + String(repeating: " ", count: 10 - phase.count)
    }

    private static func gauge(_ progress: OperationProgress) -> String? {
        guard let total = progress.total else { return nil }
        let share = total > 0 ? min(1, max(0, Double(progress.done) / Double(total))) : 1
        let full = Int(share * Double(cells))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: cells - full) + "]"
    }

    /// How much; nothing yet is nothing to show where the end is not known either.
    private static func amount(_ progress: OperationProgress) -> String? {
        if progress.total == nil, progress.done == 0 { return nil }
        guard progress.unit == "bytes" else {
            guard let total = progress.total else { return "\(Sizes.count(progress.done)) \(progress.unit)" }
            return "\(Sizes.count(progress.done))/\(Sizes.count(total)) \(progress.unit)"
        }
        guard let total = progress.total else { return Sizes.text(progress.done) }
        return "\(Sizes.text(progress.done))/\(Sizes.text(total))"
    }

    private static func rate(_ meter: ProgressMeter, unit: String) -> String? {
        guard let rate = meter.rate else { return nil }
        return unit == "bytes" ? "\(Sizes.text(Int(rate)))/s" : "\(Sizes.count(Int(rate)))/s"
    }
}
