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

    /// Refuses a small picture whose data unpack to much more than its size says, and text chunks that burst.
    ///
    /// Nobody unpacks beyond the size, so for a larger picture, where inflating takes as long as the scan, the limit
    /// of points is enough.
    ///
    /// - Throws: `ContainerCheck.Refusal`.
    func check(_ size: PictureSize) throws {
        // A filter byte a line; interlacing adds lines, hence the slack.
        let expected = size.height * (size.width * bitsPerPoint / 8 + 2) + size.height * 16 + 65_536
        var data: [UInt8] = []
        var bursts = false
        eachChunk { kind, bytes in
            if kind == "IDAT", expected <= Self.measuredSize { data += bytes }
            if ["zTXt", "iTXt", "iCCP"].contains(kind) { bursts = bursts || Self.bursts(bytes) }
        }
        let measure = data.withUnsafeBytes { ZlibInflation.measure($0, limit: expected) }
        guard measure.produced <= expected, !bursts else { throw ContainerCheck.Refusal(.absurdRatio) }
    }

    private static let measuredSize = 1024 * 1024

    /// By depth and colour type of the header.
    private var bitsPerPoint: Int {
        let channels = [2: 3, 4: 2, 6: 4][view.byte(25) ?? 6] ?? 1
        return channels * Int(view.byte(24) ?? 16)
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
