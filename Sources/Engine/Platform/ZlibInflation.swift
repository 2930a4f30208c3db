internal import CZlib

/// Measures deflated data by inflating it into nothing, without keeping what comes out.
enum ZlibInflation {
    /// How far a stream went.
    struct Measure: Equatable {
        /// Bytes that came out, at most a little over the limit asked for.
        let produced: Int
        /// Bytes of the input that were used.
        let consumed: Int
        /// Whether the stream reached its own end.
        let isComplete: Bool
    }

    /// The frame around the deflated data.
    enum Frame: Int32 {
        case zlib = 15
        case bare = -15
    }

    /// Inflates `bytes` until their end, an error, or more than `limit` bytes.
    ///
    /// - Parameter chunk: is shown each piece of what comes out.
    static func measure(
        _ bytes: UnsafeRawBufferPointer, frame: Frame = .zlib, limit: Int, chunk: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) -> Measure {
        var stream = z_stream()
        guard vaultd_inflate_init(&stream, frame.rawValue) == Z_OK else {
            return Measure(produced: 0, consumed: 0, isComplete: false)
        }
        defer { inflateEnd(&stream) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { room.deallocate() }
        stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(clamping: bytes.count)
        var produced = 0
        var state = Z_OK
        while state == Z_OK, produced <= limit {
            stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(room.count)
            state = inflate(&stream, Z_NO_FLUSH)
            let count = room.count - Int(stream.avail_out)
            produced += count
            chunk(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        return Measure(
            produced: produced, consumed: bytes.count - Int(stream.avail_in), isComplete: state == Z_STREAM_END
        )
    }
}
