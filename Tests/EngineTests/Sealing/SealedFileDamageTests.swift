import Testing

@testable import Engine

/// Each way of damaging a sealed file has its name, and no wrong byte ever comes out.
struct SealedFileDamageTests {
    private static let chunk = SealedFileFormat.chunkSize
    private static let sealedChunk = SealedFileFormat.sealedChunkSize
    private static let length = 9 * chunk + 100
    private static let shared = Result { try SealedSample(length: length) }

    private let sample: SealedSample

    init() throws { sample = try Self.shared.get() }

    /// Opens a damaged file and checks that it fails as `code` with nothing but true plaintext handed out.
    private func expect(_ code: FailureCode, _ bytes: [UInt8], _ belief: SealedSample.Belief? = nil) throws {
        let outcome = try sample.open(bytes, belief)
        #expect(outcome.failure == code)
        #expect(outcome.bytes == Array(sample.text.prefix(outcome.bytes.count)))
        #expect(outcome.bytes.count < sample.text.count)
    }

    private func chunkRange(_ index: Int) -> Range<Int> {
        let start = SealedFileFormat.offset(ofChunk: index)
        return start..<min(start + Self.sealedChunk, sample.bytes.count)
    }

    struct Region: Sendable, CustomTestStringConvertible {
        let name: String
        let offset: Int
        let code: FailureCode
        var testDescription: String { name }

        init(_ name: String, _ offset: Int, _ code: FailureCode) {
            self.name = name
            self.offset = offset
            self.code = code
        }
    }

    static let regions: [Region] = [
        Region("magic", 0, .sealUnknownFormat),
        Region("format", 4, .sealUnknownFormat),
        Region("suite", 5, .sealUnknownFormat),
        Region("chunk size", 6, .sealUnknownFormat),
        Region("flags", 7, .sealUnknownFormat),
        Region("document, first", 8, .sealForeign),
        Region("document, last", 23, .sealForeign),
        Region("salt, first", 24, .sealForeign),
        Region("salt, last", 55, .sealForeign),
        Region("commitment, first", 56, .sealForeign),
        Region("commitment, last", 87, .sealForeign),
        Region("reserved, first", 88, .sealUnknownFormat),
        Region("reserved, last", 95, .sealUnknownFormat),
        Region("first chunk, first byte", 96, .sealBroken),
        Region("first chunk, last byte", 96 + chunk - 1, .sealBroken),
        Region("first tag, first byte", 96 + chunk, .sealBroken),
        Region("first tag, last byte", 96 + chunk + 15, .sealBroken),
        Region("inner chunk", 96 + 5 * sealedChunk + 777, .sealBroken),
        Region("inner tag", 96 + 6 * sealedChunk - 8, .sealBroken),
        Region("last chunk", 96 + 9 * sealedChunk + 50, .sealBroken),
        Region("last tag", 96 + 9 * sealedChunk + 115, .sealBroken),
    ]

    @Test(arguments: regions, [0x01, 0x80] as [UInt8])
    func `a flipped bit in any region fails by the name of the region`(region: Region, bit: UInt8) throws {
        var bytes = sample.bytes
        bytes[region.offset] ^= bit
        try expect(region.code, bytes)
    }

    @Test func `chunks before a broken one are good, the broken one never comes out`() throws {
        var bytes = sample.bytes
        bytes[SealedFileFormat.offset(ofChunk: 8)] ^= 1
        let outcome = try sample.open(bytes)
        #expect(outcome.failure == .sealBroken)
        #expect(outcome.bytes == Array(sample.text[..<(8 * Self.chunk)]))
    }

    @Test func `a range beside the broken chunk still opens`() throws {
        var bytes = sample.bytes
        bytes[SealedFileFormat.offset(ofChunk: 8)] ^= 1
        var out: [UInt8] = []
        try sample.reader(bytes).read((9 * Self.chunk)..<Self.length) { out += $0 }
        #expect(out == Array(sample.text[(9 * Self.chunk)...]))
    }

    @Test(arguments: [0, 1, 95, 96, 111, 112, 96 + sealedChunk, 96 + 9 * sealedChunk, 96 + 9 * sealedChunk + 115])
    func `a cut file fails as truncated`(count: Int) throws {
        try expect(.sealTruncated, Array(sample.bytes.prefix(count)))
    }

    @Test(arguments: [1, 8])
    func `a file cut after a chunk fails as truncated, even if the catalog has the shorter length`(chunks: Int) throws {
        var belief = sample.belief
        belief.length = chunks * Self.chunk
        try expect(.sealTruncated, Array(sample.bytes.prefix(SealedFileFormat.offset(ofChunk: chunks))), belief)
    }

    @Test func `a file without any chunk fails as truncated`() throws {
        var belief = sample.belief
        belief.length = 0
        try expect(.sealTruncated, Array(sample.bytes.prefix(96)), belief)
    }

    @Test(arguments: [1, 16, sealedChunk])
    func `a lengthened file fails as extended`(count: Int) throws {
        try expect(.sealExtended, sample.bytes + [UInt8](repeating: 0, count: count))
    }

    @Test func `a chunk added behind the last one fails as extended, even if the catalog has the longer length`() throws {
        let whole = try SealedSample(length: 2 * Self.chunk)
        var belief = whole.belief
        belief.length += 10
        let outcome = try whole.open(whole.bytes + [UInt8](repeating: 7, count: 26), belief)
        #expect(outcome.failure == .sealExtended)
        #expect(outcome.bytes.isEmpty)
    }

    @Test(arguments: [(0, 1), (3, 7), (2, 8)])
    func `exchanged chunks fail as reordered`(first: Int, second: Int) throws {
        var bytes = sample.bytes
        bytes.replaceSubrange(chunkRange(first), with: sample.bytes[chunkRange(second)])
        bytes.replaceSubrange(chunkRange(second), with: sample.bytes[chunkRange(first)])
        try expect(.sealReordered, bytes)
    }

    @Test func `a repeated chunk fails as reordered`() throws {
        var bytes = sample.bytes
        bytes.replaceSubrange(chunkRange(4), with: sample.bytes[chunkRange(3)])
        try expect(.sealReordered, bytes)
    }

    @Test func `a chunk of another file fails as broken`() throws {
        let other = try SealedSample(length: Self.length)
        var bytes = sample.bytes
        bytes.replaceSubrange(chunkRange(4), with: other.bytes[chunkRange(4)])
        try expect(.sealBroken, bytes)
    }

    @Test func `the file of another document fails as foreign`() throws {
        var belief = sample.belief
        belief.identity = SealedFileIdentity(document: [UInt8](repeating: 9, count: 16), owner: sample.identity.owner)
        try expect(.sealForeign, sample.bytes, belief)
    }

    @Test func `the file of another owner fails as foreign`() throws {
        var belief = sample.belief
        belief.identity = SealedFileIdentity(
            document: sample.identity.document, owner: [UInt8](repeating: 9, count: 16))
        try expect(.sealForeign, sample.bytes, belief)
    }

    @Test func `another key fails as foreign`() throws {
        var belief = sample.belief
        belief.key = try .random(count: 32)
        try expect(.sealForeign, sample.bytes, belief)
    }

    @Test func `another version of the same document under the same key fails as foreign`() throws {
        let file = try SealedSample.temporaryFile([])
        let writer = try SealedFileWriter(descriptor: file.number, identity: sample.identity, key: sample.key)
        try sample.text.withUnsafeBytes { try writer.append($0) }
        var belief = sample.belief
        belief.commitment = try writer.finish().commitment
        try expect(.sealForeign, sample.bytes, belief)
    }

    @Test func `the header of another file before our chunks fails as foreign`() throws {
        let other = try SealedSample(length: Self.length)
        try expect(.sealForeign, Array(other.bytes[..<96] + sample.bytes[96...]))
    }

    @Test func `the header of another file of the same key and document fails as broken`() throws {
        let file = try SealedSample.temporaryFile([])
        let writer = try SealedFileWriter(descriptor: file.number, identity: sample.identity, key: sample.key)
        _ = try writer.finish()
        var header = [UInt8](repeating: 0, count: 96)
        _ = try header.withUnsafeMutableBytes { try DescriptorIO.read(into: $0, from: file.number, at: 0) }
        var belief = sample.belief
        belief.commitment = nil
        try expect(.sealBroken, header + sample.bytes[96...], belief)
    }

    @Test func `a file of another program fails as unknown format`() throws {
        try expect(.sealUnknownFormat, Array("%PDF-1.7".utf8) + sample.bytes[8...])
    }

    @Test func `a damaged empty document fails too`() throws {
        let empty = try SealedSample(length: 0)
        var bytes = empty.bytes
        bytes[bytes.count - 1] ^= 1
        #expect(try empty.open(bytes).failure == .sealBroken)
    }
}
