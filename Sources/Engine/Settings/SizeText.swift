/// Sizes as people write them: `50 MiB`, `600MiB`, `1024`.
enum SizeText {
    private static let units: [(name: String, bytes: Int)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]

    /// The number of bytes.
    static func bytes(_ text: String) throws(SettingFlaw) -> Int {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).trimmingPrefix { $0 == " " }
        guard let count = Int(digits) else { throw SettingFlaw("`\(text)` is not a size such as 50 MiB") }
        guard !unit.isEmpty, unit != "B" else { return count }
        guard let known = units.first(where: { $0.name == unit }) else {
            throw SettingFlaw("`\(text)` has no unit of B, KiB, MiB, GiB")
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: known.bytes)
        guard !overflow else { throw SettingFlaw("`\(text)` is more than any machine holds") }
        return bytes
    }

    /// The shortest exact text.
    static func text(_ bytes: Int) -> String {
        guard bytes > 0, let unit = units.first(where: { bytes.isMultiple(of: $0.bytes) }) else { return "\(bytes) B" }
        return "\(bytes / unit.bytes) \(unit.name)"
    }
}
