/// What a `Range` field asks of a document (RFC 9110 14.2).
enum ByteRange: Equatable, Sendable {
    /// The whole document: no range was asked for, or one that may be ignored.
    case whole
    /// These bytes, never empty and within the document.
    case part(Range<Int>)
    /// None of the document: the answer is 416.
    case unsatisfiable

    /// Reads the value of a `Range` field against a document of `length` bytes.
    ///
    /// A field that is not valid, is not in bytes, or asks for several ranges at once is ignored, as RFC 9110
    /// allows: nothing that vaultd serves gains from `multipart/byteranges`, and many small ranges are an
    /// attack (RFC 9110 17.15).
    init(_ field: String?, length: Int) {
        guard let field, let request = Request(field) else {
            self = .whole
            return
        }
        switch request {
        case .from(let first, let last):
            guard first < length else { self = .unsatisfiable; return }
            self = .part(first..<min(last, length - 1) + 1)
        case .suffix(let count):
            guard count > 0, length > 0 else { self = .unsatisfiable; return }
            self = .part(length - min(count, length)..<length)
        }
    }

    /// The value of the `Content-Range` field for a document of `length` bytes; nil where there is none.
    func contentRange(length: Int) -> String? {
        switch self {
        case .whole: nil
        case .part(let range): "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
        case .unsatisfiable: "bytes */\(length)"
        }
    }

    /// One range as it is written, numbers beyond `Int` cut to its end.
    private enum Request {
        case from(Int, to: Int)
        case suffix(Int)

        init?(_ field: String) {
            let bytes = Array(field.utf8)
            guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")),
                String(decoding: bytes[..<equals], as: UTF8.self).lowercased() == "bytes"
            else { return nil }
            let range = Self.trimmed(bytes[(equals + 1)...])
            guard let dash = range.firstIndex(of: UInt8(ascii: "-")) else { return nil }
            let before = range[..<dash]
            let after = range[(dash + 1)...]
            guard let last = after.isEmpty ? .some(Int.max) : Self.number(after) else { return nil }
            if before.isEmpty {
                guard !after.isEmpty else { return nil }
                self = .suffix(last)
            } else {
                guard let first = Self.number(before), first <= last else { return nil }
                self = .from(first, to: last)
            }
        }

        private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard let first = text.firstIndex(where: { !isBlank($0) }),
                let last = text.lastIndex(where: { !isBlank($0) })
            else { return [] }
            return text[first...last]
        }

        /// Decimal digits only, cut to `Int.max`; nil for anything else.
        private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
            guard !digits.isEmpty else { return nil }
            var value = 0
            for digit in digits {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, tooLargeStill) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
                value = tooLarge || tooLargeStill ? .max : sum
            }
            return value
        }
    }
}
