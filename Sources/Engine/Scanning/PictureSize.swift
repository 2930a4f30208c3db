/// The size of a picture, read from its headers along with whether its structure holds from start to end.
struct PictureSize: Equatable {
    let width: Int
    let height: Int

    /// Refuses a picture that unpacks to too much.
    ///
    /// - Throws: `ContainerCheck.Refusal`.
    static func check(_ bytes: UnsafeRawBufferPointer, limits: ContainerLimits) throws {
        guard let size = of(bytes) else { return }
        guard size.width * size.height <= limits.pixels else { throw ContainerCheck.Refusal(.tooManyPixels) }
        if ContentForm.of(bytes) == .png { try PNGData(bytes).check(size) }
    }

    /// The size of a PNG, JPEG, GIF or WebP; nil where the structure does not hold.
    static func of(_ bytes: UnsafeRawBufferPointer) -> PictureSize? {
        let view = ByteView(bytes)
        return switch ContentForm.of(bytes) {
        case .png: png(view)
        case .jpeg: jpeg(view)
        case .gif: gif(view)
        case .webp: webp(view)
        default: nil
        }
    }

    private static func make(_ width: Int?, _ height: Int?) -> PictureSize? {
        guard let width, let height, width > 0, height > 0 else { return nil }
        return PictureSize(width: width, height: height)
    }

    private static func png(_ view: ByteView) -> PictureSize? {
        guard view.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), view.has("IHDR", at: 12), view.big32(8) == 13
        else { return nil }
        return make(view.big32(16), view.big32(20))
    }

    /// Walks the markers to the frame header (SOF), which must come before the scan.
    private static func jpeg(_ view: ByteView) -> PictureSize? {
        var position = 2
        while view.byte(position) == 0xFF, let marker = view.byte(position + 1) {
            if marker == 0xFF {
                position += 1
                continue
            }
            // All of SOF0…SOF15 but the tables DHT (C4), JPG (C8) and DAC (CC).
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return make(view.big16(position + 7), view.big16(position + 5))
            }
            guard marker != 0xD9, marker != 0xDA, let length = view.big16(position + 2), length >= 2 else { return nil }
            position += 2 + length
        }
        return nil
    }

    /// Walks all blocks to the trailer: text that only begins like a GIF does not get there.
    private static func gif(_ view: ByteView) -> PictureSize? {
        guard view.has("GIF87a") || view.has("GIF89a"), let packed = view.byte(10) else { return nil }
        var position = 13 + (packed & 0x80 != 0 ? 3 << (Int(packed & 7) + 1) : 0)
        var images = 0
        while let kind = view.byte(position) {
            switch kind {
            case 0x21: position += 2
            case 0x2C:
                guard let flags = view.byte(position + 9) else { return nil }
                position += 11 + (flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0)
                images += 1
            case 0x3B: return images > 0 ? make(view.little16(6), view.little16(8)) : nil
            default: return nil
            }
            while let length = view.byte(position), length > 0 { position += 1 + Int(length) }
            position += 1
        }
        // Some programs leave the trailer out.
        return images > 0 ? make(view.little16(6), view.little16(8)) : nil
    }

    private static func webp(_ view: ByteView) -> PictureSize? {
        guard view.has("RIFF"), let size = view.little32(4), size + 8 <= view.count, size + 9 >= view.count else {
            return nil
        }
        if view.has("VP8X", at: 12), let low = view.little32(24), let high = view.little32(26) {
            return make(low & 0xFF_FFFF + 1, high >> 8 & 0xFF_FFFF + 1)
        }
        if view.has("VP8L", at: 12), view.byte(20) == 0x2F, let bits = view.little32(21) {
            return make(bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        }
        guard view.has("VP8 ", at: 12), view.has([0x9D, 0x01, 0x2A], at: 23) else { return nil }
        return make(view.little16(26).map { $0 & 0x3FFF }, view.little16(28).map { $0 & 0x3FFF })
    }
}
