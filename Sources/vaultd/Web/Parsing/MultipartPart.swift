/// The header of one part of a form (RFC 7578).
struct MultipartPart: Equatable, Sendable {
    /// The name of the field.
    let name: String
    /// The name of the file as the browser sent it, perhaps with a path, perhaps empty; nil for plain fields.
    /// For readers only after `SentFileName.cleaned`.
    let fileName: String?

    /// Reads the lines of a part's header, without their ends.
    init(lines: [ArraySlice<UInt8>]) throws(MultipartFault) {
        var disposition: HeaderParameters?
        for line in lines {
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.count < line.count, name.allSatisfy(HeaderParameters.isTokenByte) else {
                throw .headerMalformed
            }
            guard String(decoding: name, as: UTF8.self).lowercased() == "content-disposition" else { continue }
            guard disposition == nil, let read = HeaderParameters(line.dropFirst(name.count + 1)) else {
                throw .headerMalformed
            }
            disposition = read
        }
        guard let disposition, disposition.value == "form-data", let name = disposition.parameters["name"] else {
            throw .nameMissing
        }
        self.name = Self.text(name)
        self.fileName = Self.fileName(disposition.parameters)
    }

    /// `filename*` has its charset with it and goes first; one that cannot be decoded counts as absent, as RFC
    /// 6266 4.3 asks.
    private static func fileName(_ parameters: [String: [UInt8]]) -> String? {
        if let extended = parameters["filename*"], let decoded = extendedText(extended) { return decoded }
        return parameters["filename"].map(text)
    }

    /// Browsers send UTF-8 and write a quote and line ends in the three ways of the HTML standard.
    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
            .replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }

    /// `charset'language'value` (RFC 8187 3.2).
    private static func extendedText(_ bytes: [UInt8]) -> String? {
        let pieces = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, let value = PercentCoding.decode(pieces[2]) else { return nil }
        switch String(decoding: pieces[0], as: UTF8.self).lowercased() {
        case "utf-8": return String(validating: value, as: UTF8.self)
        case "iso-8859-1": return String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
        default: return nil
        }
    }
}
