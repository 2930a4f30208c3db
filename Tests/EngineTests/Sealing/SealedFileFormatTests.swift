import Testing

@testable import Engine

struct SealedFileFormatTests {
    @Test(
        arguments: [
            (0, 112), (1, 113), (65_535, 65_647), (65_536, 65_648), (65_537, 65_665), (131_072, 131_200),
            (131_073, 131_217), (104_857_600, 104_883_296),
        ]
    )
    func `file length and plaintext length follow from each other`(plaintext: Int, file: Int) {
        #expect(SealedFileFormat.fileLength(plaintextLength: plaintext) == file)
        #expect(SealedFileFormat.plaintextLength(fileLength: file) == plaintext)
    }

    @Test(arguments: [-1, 0, 95, 96, 111, 65_649, 65_664, 131_201, 131_216])
    func `a length that no sealed file has gives no plaintext length`(file: Int) {
        #expect(SealedFileFormat.plaintextLength(fileLength: file) == nil)
    }

    @Test func `a header is 96 bytes with every field at its place`() throws {
        let sample = try SealedSample(length: 0)
        let header = try SealedFileHeader(parsing: Array(sample.bytes[..<96]))

        #expect(Array(sample.bytes[..<8]) == Array("VLTD".utf8) + [1, 1, 16, 0])
        #expect(Array(sample.bytes[8..<24]) == sample.identity.document)
        #expect(Array(sample.bytes[56..<88]) == sample.summary.commitment)
        #expect(Array(sample.bytes[88..<96]) == [UInt8](repeating: 0, count: 8))
        #expect(header.bytes == Array(sample.bytes[..<96]))
    }

    @Test func `the nonce of a chunk holds its number and whether it is the last`() {
        let inner = SealedFileFormat.nonce(chunk: 0x0102_0304, .inner)
        let last = SealedFileFormat.nonce(chunk: 0x0102_0304, .last)
        #expect(inner.indices.map { inner[$0] } == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0])
        #expect(last.indices.map { last[$0] } == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 1])
    }
}
