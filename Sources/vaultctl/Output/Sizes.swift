/// Numbers as people read them.
enum Sizes {
    private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// `812 B`, `4.0 KiB`, `61.4 GiB`, `512 MiB`: three digits at most.
    static func text(_ bytes: Int) -> String {
        guard bytes.magnitude >= 1024 else { return "\(bytes) B" }
        var value = Double(bytes) / 1024
        var unit = 0
        while value.magnitude >= 999.5, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return "\(value.magnitude < 99.95 ? oneDecimal(value) : "\(Int(value.rounded()))") \(units[unit])"
    }

    /// `48 213`: digits in threes.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text.append(" ") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// `1 document`, `48 213 documents`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths.magnitude % 10)"
    }
}
