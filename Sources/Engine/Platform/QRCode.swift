import CQRencode

/// A QR code (ISO/IEC 18004) by libqrencode: its squares, and the outline in which a page draws them.
public struct QRCode: Sendable, Equatable {
    /// Light squares around the code, which readers need (ISO/IEC 18004, 6.3.8).
    static let margin = 4

    /// Squares on a side, without the margin.
    let width: Int
    private let dark: [Bool]

    /// The code of a text, with the error correction that a folded sheet of paper wants (level M).
    ///
    /// - Throws: `fault` where the text is longer than a code can hold.
    public init(_ text: String) throws {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { throw VaultFailure(.fault) }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        guard let squares = code.pointee.data else { throw VaultFailure(.fault) }
        // The lowest bit of each byte says dark; the others are libqrencode's own notes.
        dark = (0..<width * width).map { squares[$0] & 1 == 1 }
    }

    /// Side of the picture in squares, margin included: the `viewBox` of an SVG.
    public var side: Int { width + 2 * Self.margin }

    /// The dark squares as the `d` of one SVG path: digits and the letters `M h v z` only.
    public var path: String {
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let run = (column..<width).prefix { isDark(row, $0) }.count
                if run > 0 { path += "M\(column + Self.margin) \(row + Self.margin)h\(run)v1h-\(run)z" }
                column += max(run, 1)
            }
        }
        return path
    }

    /// Whether a square is dark.
    func isDark(_ row: Int, _ column: Int) -> Bool { dark[row * width + column] }
}
