/// The chunks of a PNG, and how much their deflated parts unpack to.
struct PNGData {
    private let view: ByteView

    init(_ bytes: UnsafeRawBufferPointer) { view = ByteView(bytes) }

    /// Whether the chunks lead to the end chunk without a gap.
    var reachesItsEnd: Bool {
        var found = false
        eachChunk { kind, _ in found = kind == "IEND" }
        return found
    }

    /// Refuses a picture whose data unpacks to much more than its size says, or text chunks that burst.
    ///
    /// - Throws: `ContainerCheck.Refusal`.
    func check(_ size: PictureSize, limits: ContainerLimits) throws {
        // At most 4 channels of 16 bits and a filter byte a line; interlacing adds lines, hence the slack.
        let expected = size.height * (size.width * 8 + 1) + size.height * 16 + 65_536
        var data: [UInt8] = []
        var burst = false
        eachChunk { kind, bytes in
            if kind == "IDAT" { data += bytes }
            if ["zTXt", "iTXt", "iCCP"].contains(kind) { burst = burst || Self.bursts(bytes) }
        }
        let measure = data.withUnsafeBytes { ZlibInflation.measure($0, limit: expected) }
        guard measure.produced <= expected, !burst else { throw ContainerCheck.Refusal(.absurdRatio) }
    }

    /// Name, NUL, method and then deflated text: found by its zlib header after the first NUL.
    private static func bursts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let nul = bytes.firstIndex(of: 0) else { return false }
        let most = 8 * 1024 * 1024
        return ((nul + 1)..<min(bytes.count, nul + 96)).contains { start in
            bytes[start] == 0x78
                && ZlibInflation.measure(UnsafeRawBufferPointer(rebasing: bytes[start...]), limit: most).produced > most
        }
    }

    private func eachChunk(_ body: (String, UnsafeRawBufferPointer) -> Void) {
        var position = 8
        while let length = view.big32(position), let kind = view.text(position + 4, 4),
            let bytes = view.slice(position + 8, length), view.big32(position + 8 + length) != nil
        {
            body(kind, bytes)
            if kind == "IEND" { return }
            position += 12 + length
        }
    }
}
