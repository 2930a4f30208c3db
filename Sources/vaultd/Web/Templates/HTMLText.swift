/// A finished page as HTML. Only `Renderer` makes it, so text that was not escaped cannot be sent by mistake.
struct HTMLText: Sendable, Equatable {
    /// The whole document, UTF-8 when sent.
    let text: String

    /// Escapes text for element content and quoted attributes, scalar by scalar.
    static func escape(_ text: some StringProtocol) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
