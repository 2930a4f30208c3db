/// Any field against any length gives a range within the document, and any name a field that stays one line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzByteRange(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count > 8 else { return 0 }
    let number = input[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let text = String(decoding: input[8...], as: UTF8.self)
    for length in [Int(number >> 1), Int(number & 0xFF), 0, .max] {
        let range = ByteRange(text, length: length)
        if case .part(let bytes) = range {
            precondition(!bytes.isEmpty && bytes.lowerBound >= 0 && bytes.upperBound <= length)
        }
        _ = range.contentRange(length: length)
    }
    let field = ContentDisposition.value(.attachment, fileName: text)
    precondition(field.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    precondition(field.split(separator: "\"", omittingEmptySubsequences: false).count != 2)
    return 0
}
