/// The form of a sealed file: one immutable file per document version.
///
/// ```
/// offset  0  magic         4   "VLTD"
///         4  format        1   1
///         5  suite         1   1: AES-256-GCM, HKDF-SHA256
///         6  chunk size    1   16: 2^16 bytes of plaintext a chunk
///         7  flags         1   0
///         8  document     16   ─┐ the first 24 bytes are the binding: in the info of the key
///        24  salt         32    │ derivation and authenticated with every chunk
///        56  commitment   32   ─┘
///        88  reserved      8   0
///        96  chunk 0      65,536 ciphertext + 16 tag
///     65648  chunk 1      65,536 ciphertext + 16 tag
///            …
///            last chunk   1 to 65,536 ciphertext + 16 tag; 0 only where the whole plaintext is empty
/// ```
/// key ‖ commitment = HKDF-SHA256(document key, salt, "vaultd/doc/1" ‖ binding ‖ owner ‖ document).
/// Nonce of chunk i = 0⁷ ‖ u32(i) ‖ 1 for the last chunk, else 0. The key is used for this file alone, so no nonce
/// can occur twice; position and end are in the nonce, so chunks cannot be moved, cut off or added.
enum SealedFileFormat {
    static let magic: [UInt8] = Array("VLTD".utf8)
    static let format: UInt8 = 1
    static let suite: UInt8 = 1
    static let chunkShift: UInt8 = 16
    static let flags: UInt8 = 0

    static let headerSize = 96
    static let document = 8..<24
    static let binding = 0..<24
    static let salt = 24..<56
    static let commitment = 56..<88
    static let reserved = 88..<96

    /// Plaintext of a full chunk. 64 KiB: AES is at full speed from 32 KiB, and a range of a few bytes opens little.
    static let chunkSize = 1 << Int(chunkShift)
    static let tagSize = AESGCM.tagSize
    static let sealedChunkSize = chunkSize + tagSize

    /// The number of a chunk has 32 bits in the nonce.
    static let maximumChunks = 1 << 32
    static let maximumPlaintextLength = maximumChunks * chunkSize

    /// How many chunks a plaintext makes: one at least.
    static func chunkCount(plaintextLength: Int) -> Int {
        max(1, (plaintextLength + chunkSize - 1) / chunkSize)
    }

    /// The length of the file that holds a plaintext.
    static func fileLength(plaintextLength: Int) -> Int {
        headerSize + plaintextLength + chunkCount(plaintextLength: plaintextLength) * tagSize
    }

    /// The length of the plaintext in a file; nil for lengths that no sealed file has.
    static func plaintextLength(fileLength: Int) -> Int? {
        let body = fileLength - headerSize
        guard body >= tagSize else { return nil }
        let chunks = (body + sealedChunkSize - 1) / sealedChunkSize
        let length = body - chunks * tagSize
        // A last chunk of a bare tag belongs to the empty plaintext only; shorter than a tag to none.
        guard length >= 0, self.fileLength(plaintextLength: length) == fileLength else { return nil }
        return length
    }

    /// Where a chunk begins in the file.
    static func offset(ofChunk index: Int) -> Int { headerSize + index * sealedChunkSize }

    /// Where a chunk's plaintext lies in the whole plaintext.
    static func plaintext(ofChunk index: Int, in plaintextLength: Int) -> Range<Int> {
        let start = index * chunkSize
        return start..<min(start + chunkSize, plaintextLength)
    }

    /// The nonce of a chunk.
    static func nonce(chunk index: Int, _ place: ChunkPlace) -> AESGCM.Nonce {
        var nonce = AESGCM.Nonce(repeating: 0)
        for (position, byte) in CanonicalBytes.bigEndian(UInt32(index)).enumerated() { nonce[7 + position] = byte }
        nonce[11] = place == .last ? 1 : 0
        return nonce
    }

    /// Whether more chunks follow.
    enum ChunkPlace: Sendable { case inner, last }
}
