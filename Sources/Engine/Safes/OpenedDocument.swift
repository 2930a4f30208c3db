import NIOCore

/// A document that is being read. Holds its file open, and the bytes of it that are in hand.
public struct OpenedDocument: Sendable {
    public let summary: DocumentSummary
    let reader: SealedFileReader
    let vault: Vault
    let found: LocatedDocument
    let actor: Actor
    let ground: ReadingGround
    let decision: DecisionMark

    /// Bytes of the document.
    public var length: Int { reader.plaintextLength }

    /// The bytes of `range` in order, in blocks of 256 KiB at most, each read when it is asked for.
    ///
    /// Each block was verified before it leaves, and the right to read it holds until then. A damaged one ends the sequence with `documentDamaged`, which is
    /// journaled: the connection must be closed then, since its length was promised.
    /// - Precondition: the range lies within the document.
    public func chunks(_ range: Range<Int>) -> DocumentChunks { DocumentChunks(document: self, range: range) }

    /// The whole document, block by block.
    public func chunks() -> DocumentChunks { chunks(0..<length) }
}

/// The blocks of a part of a document.
public struct DocumentChunks: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer

    /// Bytes of a block; blocks begin at multiples of it, so that no sealed chunk is opened twice.
    static let blockSize = 256 * 1024

    let document: OpenedDocument
    let range: Range<Int>

    public func makeAsyncIterator() -> Iterator {
        Iterator(document: document, decision: document.decision, next: range.lowerBound, end: range.upperBound)
    }

    public struct Iterator: AsyncIteratorProtocol {
        let document: OpenedDocument
        var decision: DecisionMark
        var next: Int
        let end: Int

        /// The next block; nil at the end.
        ///
        /// - Throws: `notFound` or `sessionEnded` when the right to read was taken away meanwhile; `documentDamaged`,
        ///   `diskFailed`, `stopping`, `CancellationError`.
        public mutating func next() async throws -> ByteBuffer? {
            guard next < end else { return nil }
            try Task.checkCancellation()
            try await decision.renew(document.vault) { [document] in
                try await document.vault.requireGround(document.ground, for: document.summary.id)
            }
            let blockEnd = Swift.min((next / DocumentChunks.blockSize + 1) * DocumentChunks.blockSize, end)
            let block = try await document.block(next..<blockEnd)
            next = blockEnd
            return block
        }
    }
}

extension OpenedDocument {
    fileprivate func block(_ range: Range<Int>) async throws -> ByteBuffer {
        do {
            return try await vault.pools.disk.run { [reader] in
                var block = ByteBufferAllocator().buffer(capacity: range.count)
                try reader.read(range) { block.writeBytes($0) }
                return block
            }
        } catch {
            throw await vault.damage(error, of: found, by: actor)
        }
    }
}
