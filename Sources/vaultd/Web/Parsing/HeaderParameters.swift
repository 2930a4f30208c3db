/// A header value with parameters, as in `form-data; name="photo"; filename="a;b.jpg"` (RFC 9110 5.6.6).
struct HeaderParameters: Equatable {
    /// What stands before the first semicolon, lower case.
    let value: String
    /// The raw bytes of each parameter, by its name in lower case.
    let parameters: [String: [UInt8]]

    /// Reads a value. Nil for one that is not well formed or names a parameter twice.
    init?(_ bytes: some Collection<UInt8>) {
        var rest = Array(bytes)[...]
        let value = Self.trimmed(rest.prefix { $0 != UInt8(ascii: ";") })
        guard !value.isEmpty, value.allSatisfy({ Self.isTokenByte($0) || $0 == UInt8(ascii: "/") }) else { return nil }
        rest = rest.drop { $0 != UInt8(ascii: ";") }
        var parameters: [String: [UInt8]] = [:]
        while rest.popFirst() != nil {  // The semicolon.
            rest = rest.drop(while: Self.isBlank)
            if rest.isEmpty { break }  // Some clients end with a semicolon.
            guard let (name, content) = Self.parameter(&rest), parameters[name] == nil else { return nil }
            parameters[name] = content
            rest = rest.drop(while: Self.isBlank)
            guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { return nil }
        }
        self.value = String(decoding: value, as: UTF8.self).lowercased()
        self.parameters = parameters
    }

    private static func parameter(_ rest: inout ArraySlice<UInt8>) -> (String, [UInt8])? {
        let name = rest.prefix(while: isTokenByte)
        rest = rest.dropFirst(name.count)
        guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
        let key = String(decoding: name, as: UTF8.self).lowercased()
        if rest.first == UInt8(ascii: "\"") { return quoted(&rest).map { (key, $0) } }
        let token = rest.prefix { isTokenByte($0) || $0 >= 0x80 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
        rest = rest.dropFirst(token.count)
        return token.isEmpty ? nil : (key, Array(token))
    }

    /// A backslash escapes only a quote or itself, since browsers send those of Windows paths bare.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        rest.removeFirst()
        var content: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return content }
            let escapes = byte == UInt8(ascii: "\\") && (rest.first == UInt8(ascii: "\"") || rest.first == byte)
            content.append(escapes ? rest.removeFirst() : byte)
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let front = bytes.drop(while: isBlank)
        guard let last = front.lastIndex(where: { !isBlank($0) }) else { return [] }
        return front[...last]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// `tchar` of RFC 9110 5.6.2.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: tokenSigns.contains(byte)
        }
    }

    private static let tokenSigns = Set("!#$%&'*+-.^_`|~".utf8)
}
