/// Several values as one string of bytes that only these values give: each part is preceded by its length.
///
/// What is authenticated or derived from must be unambiguous: without lengths, ("ab", "c") and ("a", "bc") are one.
struct CanonicalBytes {
    /// The encoding so far.
    private(set) var bytes: [UInt8] = []

    /// Adds a part of any length.
    mutating func add(_ part: [UInt8]) {
        bytes += Self.bigEndian(UInt32(part.count))
        bytes += part
    }

    /// Adds a text as its UTF-8.
    mutating func add(_ text: String) { add(Array(text.utf8)) }

    /// Adds a number, as a part of four bytes.
    mutating func add(_ number: UInt32) { add(Self.bigEndian(number)) }

    /// Four bytes, highest first.
    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }

    /// The number in four bytes, highest first.
    static func number(bigEndian bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
