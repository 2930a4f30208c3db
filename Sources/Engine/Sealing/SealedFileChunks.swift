import Glibc

/// The chunks of a sealed file: read, verified, and, where one does not open, looked at for what happened to it.
struct SealedFileChunks {
    let file: OwnedDescriptor
    let gcm: AESGCM
    let binding: [UInt8]
    let plaintextLength: Int

    /// Opens neighbouring chunks into `text`, whole or not at all; `tags` is room for their tags.
    func open(
        _ indexes: Range<Int>, _ text: UnsafeMutableRawBufferPointer, _ tags: UnsafeMutableRawBufferPointer
    ) throws {
        try load(indexes, text, tags)
        let start = indexes.lowerBound * SealedFileFormat.chunkSize
        for index in indexes {
            let place = SealedFileFormat.plaintext(ofChunk: index, in: plaintextLength)
            let within = (place.lowerBound - start)..<(place.upperBound - start)
            let chunk = UnsafeMutableRawBufferPointer(rebasing: text[within])
            let tag = UnsafeRawBufferPointer(rebasing: tags[tagRange(index - indexes.lowerBound)])
            let nonce = SealedFileFormat.nonce(chunk: index, self.place(of: index))
            guard try gcm.open(chunk, tag: tag, nonce: nonce, header: binding) else { throw try damage(of: index) }
        }
    }

    private var count: Int { SealedFileFormat.chunkCount(plaintextLength: plaintextLength) }

    private func place(of index: Int) -> SealedFileFormat.ChunkPlace { index == count - 1 ? .last : .inner }

    private func tagRange(_ position: Int) -> Range<Int> {
        let start = position * SealedFileFormat.tagSize
        return start..<(start + SealedFileFormat.tagSize)
    }

    private func load(
        _ indexes: Range<Int>, _ text: UnsafeMutableRawBufferPointer, _ tags: UnsafeMutableRawBufferPointer
    ) throws {
        let start = indexes.lowerBound * SealedFileFormat.chunkSize
        var pieces: [iovec] = []
        for index in indexes {
            let place = SealedFileFormat.plaintext(ofChunk: index, in: plaintextLength)
            pieces.append(iovec(iov_base: text.baseAddress.map { $0 + place.lowerBound - start }, iov_len: place.count))
            let tag = tagRange(index - indexes.lowerBound)
            pieces.append(iovec(iov_base: tags.baseAddress.map { $0 + tag.lowerBound }, iov_len: tag.count))
        }
        let wanted = pieces.reduce(0) { $0 + $1.iov_len }
        let offset = SealedFileFormat.offset(ofChunk: indexes.lowerBound)
        guard try DescriptorIO.read(&pieces, from: file.number, at: offset) == wanted else {
            throw VaultFailure(.sealTruncated)
        }
    }
}

extension SealedFileChunks {
    /// Names what happened to a chunk that does not open: a good chunk of this file, but from another place or with
    /// another end, or none of it. Costs one opening a candidate, 25 µs, and only for files that are damaged.
    private func damage(of index: Int) throws -> VaultFailure {
        let other: SealedFileFormat.ChunkPlace = place(of: index) == .last ? .inner : .last
        if try opens(index, as: index, other) {
            return VaultFailure(other == .inner ? .sealTruncated : .sealExtended)
        }
        for candidate in 0..<min(count, 4096) where candidate != index {
            if try opens(index, as: candidate, place(of: candidate)) { return VaultFailure(.sealReordered) }
        }
        return VaultFailure(.sealBroken)
    }

    private func opens(_ index: Int, as candidate: Int, _ place: SealedFileFormat.ChunkPlace) throws -> Bool {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: SealedFileFormat.sealedChunkSize, alignment: 64)
        defer { room.deallocate() }
        let length = SealedFileFormat.plaintext(ofChunk: index, in: plaintextLength).count
        let text = UnsafeMutableRawBufferPointer(rebasing: room[..<length])
        let tag = UnsafeMutableRawBufferPointer(rebasing: room[length..<(length + SealedFileFormat.tagSize)])
        try load(index..<(index + 1), text, tag)
        defer { Libcrypto.wipe(text) }
        let nonce = SealedFileFormat.nonce(chunk: candidate, place)
        return try gcm.open(text, tag: UnsafeRawBufferPointer(tag), nonce: nonce, header: binding)
    }
}
