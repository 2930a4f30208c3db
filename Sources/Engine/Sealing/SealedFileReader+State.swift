extension SealedFileReader {
    /// Reads several chunks at once: their ciphertext to adjoining places of the buffer, so that the opened plaintext
    /// is one piece, their tags behind it.
    final class State {
        private static let chunksPerRead = 4
        private static let textRoom = chunksPerRead * SealedFileFormat.chunkSize

        private let chunks: SealedFileChunks
        private let plaintextLength: Int
        private var buffer: UnsafeMutableRawBufferPointer?

        init(_ chunks: SealedFileChunks) {
            self.chunks = chunks
            self.plaintextLength = chunks.plaintextLength
        }

        deinit { buffer?.deallocate() }

        func read(_ range: Range<Int>, into body: (UnsafeRawBufferPointer) throws -> Void) throws {
            // The empty file has one chunk to verify and nothing to hand on.
            guard !range.isEmpty || plaintextLength == 0 else { return }
            let last = max(range.lowerBound, range.upperBound - 1) / SealedFileFormat.chunkSize
            var next = range.lowerBound / SealedFileFormat.chunkSize
            // Plaintext stays no longer than it is needed. The first batch is the longest; all lie at the same place.
            let used = min(Self.chunksPerRead, last + 1 - next) * SealedFileFormat.chunkSize
            defer { if let buffer { Libcrypto.wipe(UnsafeMutableRawBufferPointer(rebasing: buffer[..<used])) } }
            while next <= last {
                let end = min(next + Self.chunksPerRead, last + 1)
                try hand(next..<end, range, body)
                next = end
            }
        }

        private func hand(
            _ indexes: Range<Int>, _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Void
        ) throws {
            let buffer = room()
            let start = indexes.lowerBound * SealedFileFormat.chunkSize
            let end = SealedFileFormat.plaintext(ofChunk: indexes.upperBound - 1, in: plaintextLength).upperBound
            let text = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(end - start)])
            let tags = UnsafeMutableRawBufferPointer(rebasing: buffer[Self.textRoom...])
            try chunks.open(indexes, text, tags)
            let wanted = range.clamped(to: start..<end)
            guard !wanted.isEmpty else { return }
            try body(UnsafeRawBufferPointer(rebasing: text[(wanted.lowerBound - start)..<(wanted.upperBound - start)]))
        }

        private func room() -> UnsafeMutableRawBufferPointer {
            if let buffer { return buffer }
            let count = Self.textRoom + Self.chunksPerRead * SealedFileFormat.tagSize
            let new = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
            buffer = new
            return new
        }
    }
}
