/// Breaks text at blanks.
enum Wrapping {
    /// Lines of less than `width` columns where words allow it; all but the first are indented.
    static func lines(_ text: String, width: Int, indent: Int) -> [String] {
        let start = text.prefix { $0 == " " }
        var lines = [String(start)]
        var isEmpty = true
        for word in text.split(separator: " ") {
            let joined = lines[lines.count - 1] + (isEmpty ? "" : " ") + word
            if joined.count < width || isEmpty {
                lines[lines.count - 1] = joined
            } else {
                lines.append(String(repeating: " ", count: indent) + word)
            }
            isEmpty = false
        }
        return lines
    }
}
