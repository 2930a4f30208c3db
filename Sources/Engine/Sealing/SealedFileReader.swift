import Synchronization

/// Opens a sealed file at any place. No byte leaves before its chunk was verified. Blocks.
///
/// Memory: 256 KiB from the first read on.
final class SealedFileReader: Sendable {
    /// Bytes of plaintext.
    let plaintextLength: Int
    private let lock = Mutex(())
    // nonisolated(unsafe): touched only while `lock` is held; what it lends to `body` is gone when the call ends.
    nonisolated(unsafe) private let state: State

    /// Checks header, key and length. Takes over `descriptor`, also when it throws.
    ///
    /// - Parameter expectedPlaintextLength: as the catalog has it.
    /// - Parameter expectedCommitment: as the catalog has it; nil where it keeps none.
    /// - Throws: `sealTruncated`, `sealExtended`: not the length that it should have; `sealUnknownFormat`; `sealForeign`:
    ///   of another document, owner, key or version, or its header was altered; `diskFailed`.
    init(
        descriptor: Int32, identity: SealedFileIdentity, key: SecretBytes,
        expectedPlaintextLength: Int, expectedCommitment: [UInt8]?
    ) throws {
        let file = OwnedDescriptor(descriptor)
        let header = try SealedFileHeader(parsing: Self.headerBytes(of: file))
        let chunkKey = try header.open(for: identity, key: key)
        if let expectedCommitment, !Digest.constantTimeEqual(expectedCommitment, header.commitment) {
            throw VaultFailure(.sealForeign)
        }
        try Self.checkLength(of: file, plaintextLength: expectedPlaintextLength)
        plaintextLength = expectedPlaintextLength
        state = State(
            SealedFileChunks(
                file: file, gcm: try AESGCM(key: chunkKey, for: .open), binding: header.binding,
                plaintextLength: expectedPlaintextLength
            )
        )
    }

    /// Hands the plaintext of `range` to `body`, in order, in pieces of 256 KiB at most. `body` must not use the reader.
    ///
    /// - Throws: `sealBroken`: a chunk was altered; `sealReordered`: it belongs elsewhere in the file; `sealTruncated`,
    ///   `sealExtended`: chunks were cut off or added; `diskFailed`; what `body` throws. What `body` got is good even then.
    func read(_ range: Range<Int>, into body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard range.lowerBound >= 0, range.upperBound <= plaintextLength else { throw VaultFailure(.fault) }
        try lock.withLock { _ in try state.read(range, into: body) }
    }

    /// Verifies every chunk and hands out none: for scrubbing and after a backup.
    ///
    /// - Throws: as `read`.
    func verify() throws {
        try read(0..<plaintextLength) { _ in }
    }

    private static func headerBytes(of file: OwnedDescriptor) throws -> [UInt8] {
        var header = [UInt8](repeating: 0, count: SealedFileFormat.headerSize)
        let count = try header.withUnsafeMutableBytes { try DescriptorIO.read(into: $0, from: file.number, at: 0) }
        guard count == header.count else { throw VaultFailure(.sealTruncated) }
        return header
    }

    private static func checkLength(of file: OwnedDescriptor, plaintextLength: Int) throws {
        guard (0...SealedFileFormat.maximumPlaintextLength).contains(plaintextLength) else {
            throw VaultFailure(.sealForeign)
        }
        let expected = SealedFileFormat.fileLength(plaintextLength: plaintextLength)
        let actual = try DescriptorIO.length(of: file.number)
        guard actual >= expected else { throw VaultFailure(.sealTruncated) }
        guard actual == expected else { throw VaultFailure(.sealExtended) }
    }
}
