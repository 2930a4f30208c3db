import Engine

extension Language {
    /// A whole number with its thousands apart.
    func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var groups: [Substring] = []
        var rest = digits[...]
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return (value < 0 ? "-" : "") + groups.joined(separator: groupSign)
    }

    /// A size in bytes in the unit people know: `1,2 Mo`. Units are powers of 1024, as in the settings.
    func size(_ bytes: Int) -> String {
        let units: [(Int, Phrase)] = [(1 << 30, .sizeGiga), (1 << 20, .sizeMega), (1 << 10, .sizeKilo)]
        for (unit, phrase) in units where bytes >= unit {
            return text(phrase, ["number": tenths(bytes, of: unit)])
        }
        return text(.sizeBytes, count: bytes)
    }

    private func tenths(_ bytes: Int, of unit: Int) -> String {
        let tenths = (bytes / unit) * 10 + (bytes % unit) * 10 / unit
        guard tenths < 100, !tenths.isMultiple(of: 10) else { return number(tenths / 10) }
        return number(tenths / 10) + decimalSign + String(tenths % 10)
    }
}

extension Language {
    /// `9 ans`, `18 mois`: a time of a month at least.
    func longTime(_ duration: Duration) -> String {
        let days = Int(duration.inSeconds / 86400)
        guard !days.isMultiple(of: 365) else { return text(.years, count: days / 365) }
        return text(.months, count: Int((Double(days) / 30.44).rounded()))
    }
}
