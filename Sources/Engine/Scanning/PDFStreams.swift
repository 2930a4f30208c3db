/// The deflated streams of a PDF, inflated into nothing to see how large they get, so that the temporary folder has
/// room for them and nothing depends on libclamav's own limits. (Its alert covers LZW and the ASCII filters.)
struct PDFStreams {
    private let view: ByteView

    init(_ bytes: UnsafeRawBufferPointer) { view = ByteView(bytes) }

    /// About how many bytes all streams unpack to.
    ///
    /// Streams are recognised by their zlib header, not by their dictionary, whose names can be written in many ways.
    ///
    /// - Throws: `ContainerCheck.Refusal`.
    func unpackedSize(limits: ContainerLimits, before: Int) throws -> Int {
        var total = 0
        var position = 0
        while let keyword = view.find("stream", from: position) {
            position = keyword + 6
            let start = dataStart(after: position)
            guard isDeflated(at: start) else { continue }
            let end = view.find("endstream", from: start) ?? view.count
            guard let bytes = view.slice(start, end - start) else { continue }
            total += try unpackedSize(of: bytes, limits)
            guard total + before <= limits.totalSize else { throw ContainerCheck.Refusal(.unpacksTooLarge) }
            position = end
        }
        return total
    }

    /// The end is taken from the next keyword, which the data can imitate: then libclamav's own alert remains.
    /// Only a stream that can exceed the limit is inflated to its end: inflating all would cost a quarter of the scan.
    private func unpackedSize(of bytes: UnsafeRawBufferPointer, _ limits: ContainerLimits) throws -> Int {
        var head: [UInt8] = []
        let start = ZlibInflation.measure(bytes, limit: 0) { head += $0 }
        let isNested = head.count > 64 && head.withUnsafeBytes { PDFStreams($0).isDeflated(at: 0) }
        guard isNested || bytes.count * Self.highestRatio > limits.memberSize else {
            return start.isComplete ? start.produced : bytes.count * Self.usualRatio
        }
        let measure = ZlibInflation.measure(bytes, limit: limits.memberSize)
        guard measure.produced <= limits.memberSize else { throw ContainerCheck.Refusal(.memberTooLarge) }
        // Deflated twice: small after the first step, anything after the second.
        guard !isNested || !isTwiceDeflated(bytes, measure.produced) else { throw ContainerCheck.Refusal(.contradictory) }
        return measure.produced
    }

    /// The most bytes that deflate makes of one.
    private static let highestRatio = 1032
    private static let usualRatio = 8

    /// Whether what comes out is a zlib stream to its end, and not only two bytes that look like one.
    private func isTwiceDeflated(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> Bool {
        var inner: [UInt8] = []
        inner.reserveCapacity(count)
        _ = ZlibInflation.measure(bytes, limit: count) { inner += $0 }
        return inner.withUnsafeBytes { ZlibInflation.measure($0, limit: count * 4).produced > count }
    }

    private func dataStart(after keyword: Int) -> Int {
        if view.has("\r\n", at: keyword) { return keyword + 2 }
        return view.has("\n", at: keyword) || view.has("\r", at: keyword) ? keyword + 1 : keyword
    }

    /// RFC 1950: method 8, and the two bytes together a multiple of 31.
    private func isDeflated(at offset: Int) -> Bool {
        guard let header = view.big16(offset) else { return false }
        return header >> 8 & 0x0F == 8 && header >> 12 <= 7 && header.isMultiple(of: 31)
    }
}
