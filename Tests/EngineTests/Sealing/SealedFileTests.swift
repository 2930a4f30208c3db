import Glibc
import TestSupport
import Testing

@testable import Engine

struct SealedFileTests {
    static let chunk = SealedFileFormat.chunkSize
    static let lengths = [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 17, 9 * chunk, 20 * chunk + 5]

    @Test(arguments: lengths, [1 << 30, chunk, 60_000, 3 * chunk])
    func `what was sealed comes out again, however it was handed over`(length: Int, piece: Int) throws {
        let sample = try SealedSample(length: length, piece: piece)
        let outcome = try sample.open()
        #expect(outcome.failure == nil)
        #expect(outcome.bytes == sample.text)
    }

    @Test func `single bytes handed over one by one come out again`() throws {
        let sample = try SealedSample(length: Self.chunk + 2, piece: 1)
        #expect(try sample.open().bytes == sample.text)
    }

    @Test(arguments: lengths)
    func `the summary says what the file is`(length: Int) throws {
        let sample = try SealedSample(length: length)
        #expect(sample.summary.plaintextLength == length)
        #expect(sample.summary.fileLength == sample.bytes.count)
        #expect(sample.summary.fileLength == SealedFileFormat.fileLength(plaintextLength: length))
        #expect(sample.summary.commitment == Array(sample.bytes[SealedFileFormat.commitment]))
    }

    @Test func `nothing of the plaintext stands in the file`() throws {
        let sample = try SealedSample(length: 4 * Self.chunk)
        let windows = stride(from: 0, to: sample.text.count - 16, by: 4099).map { Array(sample.text[$0..<($0 + 16)]) }
        let file = Set(sample.bytes.indices.dropLast(16).map { Array(sample.bytes[$0..<($0 + 16)]) })
        #expect(windows.allSatisfy { !file.contains($0) })
    }

    @Test func `sealing the same twice gives different files`() throws {
        let sample = try SealedSample(length: 100)
        let file = try SealedSample.temporaryFile([])
        let writer = try SealedFileWriter(descriptor: file.number, identity: sample.identity, key: sample.key)
        try sample.text.withUnsafeBytes { try writer.append($0) }
        #expect(try writer.finish().commitment != sample.summary.commitment)
    }

    static let ranges: [Range<Int>] = [
        0..<0, 0..<1, 0..<65_536, 0..<65_537, 65_535..<65_537, 65_536..<131_072, 327_683..<327_684, 77..<589_824,
        196_608..<524_289, 1_310_720..<1_310_725, 1_310_725..<1_310_725,
    ]

    @Test(arguments: ranges)
    func `any range is the same slice of the plaintext`(range: Range<Int>) throws {
        let sample = try SealedSample(length: 20 * Self.chunk + 5)
        var bytes: [UInt8] = []
        try sample.reader().read(range) { bytes += $0 }
        #expect(bytes == Array(sample.text[range]))
    }

    @Test(arguments: [-1..<1, 0..<101, 101..<102])
    func `a range outside the plaintext is refused`(range: Range<Int>) throws {
        let reader = try SealedSample(length: 100).reader()
        #expect(throws: VaultFailure(.fault)) { try reader.read(range) { _ in } }
    }

    @Test func `a whole file verifies`() throws {
        try SealedSample(length: 5 * Self.chunk).reader().verify()
        try SealedSample(length: 0).reader().verify()
    }

    @Test func `what the receiver throws stops the reading`() throws {
        let reader = try SealedSample(length: 9 * Self.chunk).reader()
        var pieces = 0
        #expect(throws: VaultFailure(.stopping)) {
            try reader.read(0..<(9 * Self.chunk)) { _ in
                pieces += 1
                throw VaultFailure(.stopping)
            }
        }
        #expect(pieces == 1)
    }

    @Test func `one reader serves several threads`() async throws {
        let sample = try SealedSample(length: 12 * Self.chunk)
        let reader = try sample.reader()
        let matches = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<24 {
                group.addTask {
                    let range = (index * 1000)..<(12 * Self.chunk - index * 2000)
                    var bytes: [UInt8] = []
                    try reader.read(range) { bytes += $0 }
                    return bytes == Array(sample.text[range])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(matches == [Bool](repeating: true, count: 24))
    }

    @Test func `a full disk is named as full, and the file cannot be finished after it`() throws {
        let full = OwnedDescriptor(open("/dev/full", O_WRONLY))
        let sample = try SealedSample(length: 20 * Self.chunk)
        let writer = try SealedFileWriter(descriptor: full.number, identity: sample.identity, key: sample.key)
        #expect(throws: VaultFailure(.diskFull)) { try sample.text.withUnsafeBytes { try writer.append($0) } }
        #expect(throws: VaultFailure(.fault)) { try writer.finish() }
    }

    @Test func `a file that cannot be written is named as a failing disk`() throws {
        let closed = OwnedDescriptor(open("/dev/null", O_RDONLY))
        let sample = try SealedSample(length: 1)
        let writer = try SealedFileWriter(descriptor: closed.number, identity: sample.identity, key: sample.key)
        #expect(throws: VaultFailure(.diskFailed)) { try writer.finish() }
    }

    @Test func `a finished writer takes nothing more`() throws {
        let file = try SealedSample.temporaryFile([])
        let sample = try SealedSample(length: 1)
        let writer = try SealedFileWriter(descriptor: file.number, identity: sample.identity, key: sample.key)
        _ = try writer.finish()
        #expect(throws: VaultFailure(.fault)) { try sample.text.withUnsafeBytes { try writer.append($0) } }
        #expect(throws: VaultFailure(.fault)) { try writer.finish() }
    }

    @Test(arguments: [0, 1]) func `the reader closes its descriptor, also when it refuses the file`(cut: Int) throws {
        let sample = try SealedSample(length: 10)
        let file = try SealedSample.temporaryFile(Array(sample.bytes.dropLast(cut)))
        let descriptor = open("/proc/self/fd/\(file.number)", O_RDWR)
        let facts = try #require(FileStatus(descriptor: file.number))
        #expect(facts.isSameFile(as: FileStatus(descriptor: descriptor)))
        let reader = try? SealedFileReader(
            descriptor: descriptor, identity: sample.identity, key: sample.key,
            expectedPlaintextLength: 10, expectedCommitment: nil
        )
        #expect((reader == nil) == (cut == 1))
        // Another test may have been given the number since, but never the same file.
        #expect(facts.isSameFile(as: FileStatus(descriptor: descriptor)) == (reader != nil))
        withExtendedLifetime(reader) {}
    }
}
