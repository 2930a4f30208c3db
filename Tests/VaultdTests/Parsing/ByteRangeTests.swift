import Testing

@testable import vaultd

struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-0", 10, ByteRange.part(0..<1)),
        ("bytes=0-9", 10, .part(0..<10)),
        ("bytes=3-", 10, .part(3..<10)),
        ("bytes=3-5", 10, .part(3..<6)),
        ("bytes=3-500", 10, .part(3..<10)),
        ("bytes=-3", 10, .part(7..<10)),
        ("bytes=-30", 10, .part(0..<10)),
        ("BYTES=1-2", 10, .part(1..<3)),
        ("bytes= 1-2\t", 10, .part(1..<3)),
        ("bytes=9-9", 10, .part(9..<10)),
        ("bytes=0-99999999999999999999999999", 10, .part(0..<10)),
        ("bytes=-99999999999999999999999999", 10, .part(0..<10)),
        ("bytes=0-9223372036854775807", 10, .part(0..<10)),
    ])
    func `a range within the document gives its bytes`(field: String, length: Int, expected: ByteRange) {
        #expect(ByteRange(field, length: length) == expected)
    }

    @Test(arguments: [
        ("bytes=10-", 10), ("bytes=10-11", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-5", 0),
        ("bytes=99999999999999999999999999-", 10), ("bytes=9223372036854775807-", Int.max),
    ])
    func `a range outside the document is unsatisfiable`(field: String, length: Int) {
        #expect(ByteRange(field, length: length) == .unsatisfiable)
    }

    @Test(
        arguments: [
            nil, "", "bytes", "bytes=", "bytes=-", "bytes=5-3", "bytes=a-b", "bytes=1-2-3", "bytes=+1-2", "bytes=1 -2",
            "bytes=0-1,3-4", "bytes=0-1,", "lines=1-2", "bytes=0x1-2", "bytes=١-٢", "bytes=--1", "=1-2",
            "bytes=99999999999999999999-3",
        ] as [String?])
    func `what is not one valid range of bytes is ignored`(field: String?) {
        #expect(ByteRange(field, length: 10) == .whole)
    }

    @Test(arguments: [
        (ByteRange.part(0..<5), "bytes 0-4/10"), (.part(9..<10), "bytes 9-9/10"), (.unsatisfiable, "bytes */10"),
    ])
    func `the answer names the range and the length`(range: ByteRange, expected: String) {
        #expect(range.contentRange(length: 10) == expected)
        #expect(ByteRange.whole.contentRange(length: 10) == nil)
    }
}
