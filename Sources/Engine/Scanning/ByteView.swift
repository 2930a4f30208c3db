import Glibc

/// Bytes of a foreign file, read without ever leaving their bounds: whatever is not there is nil.
struct ByteView {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var count: Int { bytes.count }

    func byte(_ offset: Int) -> UInt8? {
        offset >= 0 && offset < bytes.count ? bytes[offset] : nil
    }

    /// Two bytes, least significant first.
    func little16(_ offset: Int) -> Int? { little(offset, 2) }
    /// Four bytes, least significant first.
    func little32(_ offset: Int) -> Int? { little(offset, 4) }
    /// Two bytes, most significant first.
    func big16(_ offset: Int) -> Int? { little(offset, 2).map { Int(UInt16($0).byteSwapped) } }
    /// Four bytes, most significant first.
    func big32(_ offset: Int) -> Int? { little(offset, 4).map { Int(UInt32($0).byteSwapped) } }

    /// `length` bytes from `offset` on.
    func slice(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer? {
        guard offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)])
    }

    /// `length` bytes from `offset` on, as text of single bytes.
    func text(_ offset: Int, _ length: Int) -> String? {
        slice(offset, length).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the bytes at `offset` are these.
    func has(_ signature: [UInt8], at offset: Int = 0) -> Bool {
        guard let slice = slice(offset, signature.count) else { return false }
        return slice.elementsEqual(signature)
    }

    /// Whether the bytes at `offset` are this ASCII text.
    func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }

    /// Where `text` begins, at or after `start`.
    func find(_ text: String, from start: Int = 0) -> Int? {
        let needle = Array(text.utf8)
        guard let first = needle.first, let base = bytes.baseAddress, start >= 0 else { return nil }
        var position = start
        while position <= bytes.count - needle.count {
            guard let place = memchr(base + position, Int32(first), bytes.count - position) else { return nil }
            position = UnsafeRawPointer(place) - base
            if has(needle, at: position) { return position }
            position += 1
        }
        return nil
    }

    private func little(_ offset: Int, _ width: Int) -> Int? {
        guard let slice = slice(offset, width) else { return nil }
        return slice.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
