import Synchronization

/// What a sealed file has become.
struct SealedFileSummary: Sendable, Equatable {
    /// Bytes of plaintext.
    let plaintextLength: Int
    /// Bytes of the file.
    let fileLength: Int
    /// The 32 bytes that the catalog keeps, so that no other version of the file passes for this one.
    let commitment: [UInt8]
}

/// Seals a stream of plaintext into a new file. Blocks.
///
/// Memory: one buffer of 512 KiB. Plaintext is copied once at most, and sealed where it lies. The caller owns the
/// descriptor, a file that is empty, and makes it durable after `finish()`. After any failure the file is waste.
final class SealedFileWriter: Sendable {
    private let lock = Mutex(())
    // nonisolated(unsafe): touched only while `lock` is held; nothing of it leaves this class.
    nonisolated(unsafe) private let state: State

    /// Begins a file for `identity` under `key` (a fresh document key).
    init(descriptor: Int32, identity: SealedFileIdentity, key: SecretBytes) throws {
        state = try State(descriptor: descriptor, identity: identity, key: key)
    }

    /// Takes the next plaintext.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func append(_ plaintext: UnsafeRawBufferPointer) throws {
        try lock.withLock { _ in try state.append(plaintext) }
    }

    /// Seals and writes what is left. All bytes are with the kernel then, not yet on the disk.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func finish() throws -> SealedFileSummary {
        try lock.withLock { _ in try state.finish() }
    }
}

extension SealedFileWriter {
    /// The buffer holds sealed chunks that wait to be written, then the plaintext of the chunk in the making.
    private final class State {
        private static let chunksPerWrite = 8

        private let descriptor: Int32
        private let gcm: AESGCM
        private let header: SealedFileHeader
        private let binding: [UInt8]
        private let buffer: UnsafeMutableRawBufferPointer
        private var sealed = 0
        private var pending = 0
        private var written = 0
        private var chunks = 0
        private var plaintextLength = 0
        private var ended = false

        init(descriptor: Int32, identity: SealedFileIdentity, key: SecretBytes) throws {
            let (header, derived) = try SealedFileHeader.fresh(for: identity, key: key)
            self.descriptor = descriptor
            self.gcm = try AESGCM(key: derived.key, for: .seal)
            self.header = header
            self.binding = header.binding
            self.buffer = .allocate(
                byteCount: SealedFileFormat.headerSize + Self.chunksPerWrite * SealedFileFormat.sealedChunkSize,
                alignment: 64
            )
            buffer.copyBytes(from: header.bytes)
            sealed = SealedFileFormat.headerSize
        }

        deinit {
            Libcrypto.wipe(UnsafeMutableRawBufferPointer(rebasing: buffer[sealed..<(sealed + pending)]))
            buffer.deallocate()
        }

        func append(_ plaintext: UnsafeRawBufferPointer) throws {
            guard !ended, plaintext.count <= SealedFileFormat.maximumPlaintextLength - plaintextLength else {
                throw VaultFailure(.fault)
            }
            // Until it ended well, any failure leaves a file that nobody can finish.
            ended = true
            plaintextLength += plaintext.count
            var rest = plaintext[...]
            while !rest.isEmpty { try take(&rest) }
            ended = false
        }

        func finish() throws -> SealedFileSummary {
            guard !ended else { throw VaultFailure(.fault) }
            ended = true
            try seal(pendingText, .last)
            pending = 0
            try flush()
            return SealedFileSummary(
                plaintextLength: plaintextLength, fileLength: written, commitment: header.commitment
            )
        }

        /// Takes at most a chunk from `rest`. A full chunk waits for the next byte: only then it is not the last one.
        private func take(_ rest: inout Slice<UnsafeRawBufferPointer>) throws {
            if pending == SealedFileFormat.chunkSize {
                try seal(pendingText, .inner)
                pending = 0
            }
            if pending == 0 && rest.count > SealedFileFormat.chunkSize {
                // A whole chunk with more behind it is sealed from where the caller has it.
                try seal(UnsafeRawBufferPointer(rebasing: rest.prefix(SealedFileFormat.chunkSize)), .inner)
                rest = rest.dropFirst(SealedFileFormat.chunkSize)
                return
            }
            try makeRoom()
            let piece = rest.prefix(SealedFileFormat.chunkSize - pending)
            UnsafeMutableRawBufferPointer(rebasing: buffer[(sealed + pending)...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: piece))
            pending += piece.count
            rest = rest.dropFirst(piece.count)
        }

        private var pendingText: UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: buffer[sealed..<(sealed + pending)])
        }

        private func seal(_ text: UnsafeRawBufferPointer, _ place: SealedFileFormat.ChunkPlace) throws {
            try makeRoom()
            guard let output = buffer.baseAddress else { throw VaultFailure(.fault) }
            let nonce = SealedFileFormat.nonce(chunk: chunks, place)
            try gcm.seal(text, into: output + sealed, nonce: nonce, header: binding)
            sealed += text.count + SealedFileFormat.tagSize
            chunks += 1
        }

        /// Sees to it that a whole sealed chunk fits behind what is there. Never moves pending plaintext: room for its
        /// chunk was made when its first byte came.
        private func makeRoom() throws {
            guard pending == 0, buffer.count - sealed < SealedFileFormat.sealedChunkSize else { return }
            try flush()
        }

        private func flush() throws {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<sealed])
            try DescriptorIO.write(bytes, to: descriptor, at: written)
            written += sealed
            sealed = 0
        }
    }
}
