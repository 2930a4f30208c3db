import Glibc

/// Reading and writing at positions of an open file, whole or with a named failure. Blocks.
enum DescriptorIO {
    /// Writes all of `bytes` at `offset`, however often the kernel takes less than it was given.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int) throws {
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, offset + done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(errno: count == 0 ? EIO : errno, descriptor) }
            done += count
        }
    }

    /// Fills the pieces in their order from `offset` on.
    ///
    /// - Returns: how many bytes there were; fewer than the pieces hold only where the file ends.
    /// - Throws: `diskFailed`.
    static func read(_ pieces: inout [iovec], from descriptor: Int32, at offset: Int) throws -> Int {
        var done = 0
        var first = 0
        while first < pieces.count {
            let count = pieces.withUnsafeBufferPointer {
                preadv(descriptor, $0.baseAddress! + first, Int32($0.count - first), offset + done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(errno: errno, descriptor) }
            guard count > 0 || pieces[first].iov_len == 0 else { break }
            done += count
            first = skip(count, of: &pieces, from: first)
        }
        return done
    }

    /// Fills `bytes` from `offset` on; the answer is smaller than that only where the file ends.
    ///
    /// - Throws: `diskFailed`.
    static func read(into bytes: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int) throws -> Int {
        var piece = [iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)]
        return try read(&piece, from: descriptor, at: offset)
    }

    /// The length of the file in bytes.
    ///
    /// - Throws: `diskFailed`.
    static func length(of descriptor: Int32) throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno: errno, descriptor) }
        return Int(status.st_size)
    }

    /// `diskFull` where the file system or a quota has no room, otherwise `diskFailed`, with the file's path.
    static func failure(errno code: Int32, _ descriptor: Int32) -> VaultFailure {
        failure(errno: code, path: path(of: descriptor))
    }

    /// `diskFull` where the file system or a quota has no room, otherwise `diskFailed`.
    static func failure(errno code: Int32, path: String) -> VaultFailure {
        if code == ENOSPC || code == EDQUOT { return VaultFailure(.diskFull, ["path": path]) }
        return VaultFailure(.diskFailed, ["path": path, "reason": String(cString: strerror(code))])
    }

    private static func path(of descriptor: Int32) -> String {
        let name = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            let length = buffer.withMemoryRebound(to: CChar.self) {
                readlink("/proc/self/fd/\(descriptor)", $0.baseAddress!, $0.count)
            }
            count = max(0, length)
        }
        return name.isEmpty ? "a file" : String(decoding: name, as: UTF8.self)
    }

    private static func skip(_ count: Int, of pieces: inout [iovec], from start: Int) -> Int {
        var index = start
        var left = count
        while index < pieces.count, left >= pieces[index].iov_len {
            left -= pieces[index].iov_len
            index += 1
        }
        if left > 0 {
            pieces[index].iov_base += left
            pieces[index].iov_len -= left
        }
        return index
    }
}

/// A file descriptor with one owner, closed with it.
final class OwnedDescriptor: Sendable {
    /// The number.
    let number: Int32

    /// Takes over `number`.
    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}
