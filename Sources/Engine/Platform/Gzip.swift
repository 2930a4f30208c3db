internal import CZlib

/// Compression for what is read by everyone and holds no secret.
public enum Gzip {
    /// `bytes` in a gzip frame (RFC 1952), as small as zlib makes it.
    ///
    /// - Throws: `fault` when zlib has no memory.
    public static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        guard vaultd_gzip_init(&stream, Z_BEST_COMPRESSION) == Z_OK else { throw VaultFailure(.fault) }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        let output = input.withUnsafeMutableBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: room) { output, count in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(clamping: room)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : 0
            }
        }
        guard !output.isEmpty else { throw VaultFailure(.fault) }
        return output
    }
}
