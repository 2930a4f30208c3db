/// The outer form of some bytes, as far as the container check treats them apart.
enum ContentForm: Equatable {
    case zip, archive, compressed, rar, compoundFile, pdf, png, jpeg, gif, webp, other

    /// Tells the form by its signature.
    static func of(_ bytes: UnsafeRawBufferPointer) -> ContentForm {
        let view = ByteView(bytes)
        return signatures.first { view.has($0.signature, at: $0.offset) }?.form ?? .other
    }

    /// How many bytes `of` looks at.
    static let needed = 0x8006

    private static let signatures: [(offset: Int, signature: [UInt8], form: ContentForm)] = [
        (0, [0x50, 0x4B, 3, 4], .zip),
        (0, [0x50, 0x4B, 5, 6], .zip),
        (0, Array("PK00PK".utf8), .zip),
        (0, Array("Rar!\u{1A}\u{07}".utf8), .rar),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .compoundFile),
        (0, Array("%PDF-".utf8), .pdf),
        (0, [0x89, 0x50, 0x4E, 0x47], .png),
        (0, [0xFF, 0xD8, 0xFF], .jpeg),
        (0, Array("GIF8".utf8), .gif),
        (8, Array("WEBPVP8".utf8), .webp),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .archive),
        (0, Array("MSCF".utf8), .archive),
        (0, Array("!<arch>\n".utf8), .archive),
        (0, Array("xar!".utf8), .archive),
        (0, Array("07070".utf8), .archive),
        (0, [0xC7, 0x71], .archive),
        (0, [0x71, 0xC7], .archive),
        (257, Array("ustar".utf8), .archive),
        (2, Array("-lh".utf8), .archive),
        (0x8001, Array("CD001".utf8), .archive),
        (0, [0x1F, 0x8B, 8], .compressed),
        (0, [0x1F, 0x9D], .compressed),
        (0, Array("BZh".utf8), .compressed),
        (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .compressed),
        (0, [0x28, 0xB5, 0x2F, 0xFD], .compressed),
        (0, [0x04, 0x22, 0x4D, 0x18], .compressed),
    ]
}
