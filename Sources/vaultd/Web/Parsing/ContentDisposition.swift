/// Writes `Content-Disposition` fields (RFC 6266): how a browser treats a document and what it calls the file.
enum ContentDisposition {
    /// What the browser is to do.
    enum Kind: String, Sendable {
        case attachment, inline
    }

    /// The value of the field. Whatever the name holds, the value is printable ASCII without a way out of its
    /// quotes; a name beyond ASCII comes a second time in UTF-8 (`filename*`).
    static func value(_ kind: Kind, fileName: String) -> String {
        let name = String(String.UnicodeScalarView(fileName.unicodeScalars.filter { !isControl($0) }))
        let plain = String(String.UnicodeScalarView(name.unicodeScalars.map { isSafe($0) ? $0 : "_" }))
        guard !plain.isEmpty else { return kind.rawValue }
        let quoted = "\(kind.rawValue); filename=\"\(plain)\""
        return plain == name ? quoted : "\(quoted); filename*=UTF-8''\(PercentCoding.encode(name))"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }

    /// Quotes and backslashes end or escape a quoted string; browsers disagree on `%` in it (RFC 6266 D).
    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        (0x20..<0x7F).contains(scalar.value) && scalar != "\"" && scalar != "\\" && scalar != "%"
    }
}
