import Glibc

/// A connected Unix stream socket with one owner, on which no wait is longer than its end. Blocks until then.
final class LocalStream: Sendable {
    /// Why it does not go on.
    enum Trouble: Error, Equatable {
        /// Nobody could be reached, for this reason of the kernel's.
        case notConnected(String)
        /// The other side said more than it may.
        case tooLong
        /// The other side ended before it had said all.
        case ended
        /// The other side was too slow.
        case tooLate
        case broken(String)
    }

    private let descriptor: OwnedDescriptor

    /// Takes over a connected socket.
    init(_ descriptor: OwnedDescriptor) { self.descriptor = descriptor }

    /// Connects to the socket at `path`, at once or not at all: a full queue is a refusal.
    ///
    /// - Throws: `Trouble.notConnected`.
    static func connected(to path: String) throws -> LocalStream {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_UNIX, flags, 0)
        guard number >= 0 else { throw Trouble.notConnected(reason()) }
        let stream = LocalStream(OwnedDescriptor(number))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // One byte of zero ends it.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw Trouble.notConnected("path too long") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let answer = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard answer == 0 else { throw Trouble.notConnected(reason()) }
        return stream
    }

    /// Writes all of `bytes`.
    ///
    /// - Throws: `Trouble`.
    func write(_ bytes: [UInt8], by end: ContinuousClock.Instant) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor.number, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count >= 0 {
                done += count
            } else {
                try waitAfterError(for: POLLOUT, by: end)
            }
        }
    }

    /// Tells the other side that nothing more comes.
    ///
    /// - Throws: `Trouble.broken`.
    func endWriting() throws {
        guard shutdown(descriptor.number, Int32(SHUT_WR)) == 0 else { throw Trouble.broken(Self.reason()) }
    }

    /// All that the other side says until it ends, at most `limit` bytes.
    ///
    /// - Throws: `Trouble`.
    func readAll(limit: Int, by end: ContinuousClock.Instant) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try read(limit + 1 - bytes.count, by: end) {
            bytes += piece
            guard bytes.count <= limit else { throw Trouble.tooLong }
        }
        return bytes
    }

    /// As many bytes as `count`, no more.
    ///
    /// - Throws: `Trouble`; `ended` where there are fewer.
    func read(exactly count: Int, by end: ContinuousClock.Instant) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let piece = try read(count - bytes.count, by: end) else { throw Trouble.ended }
            bytes += piece
        }
        return bytes
    }

    /// Some bytes, `most` at most; nil at the end.
    private func read(_ most: Int, by end: ContinuousClock.Instant) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: min(most, 16 << 10))
        while true {
            let count = recv(descriptor.number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count >= 0 { return count == 0 ? nil : Array(buffer[..<count]) }
            try waitAfterError(for: POLLIN, by: end)
        }
    }

    /// Waits where the kernel asked to come back, and throws where it did not.
    private func waitAfterError(for events: Int32, by end: ContinuousClock.Instant) throws {
        guard errno != EINTR else { return }
        guard errno == EAGAIN else { throw Trouble.broken(Self.reason()) }
        while true {
            let left = (end - .now).inMilliseconds
            guard left > 0 else { throw Trouble.tooLate }
            var watched = pollfd(fd: descriptor.number, events: Int16(events), revents: 0)
            let answer = poll(&watched, 1, Int32(clamping: left))
            if answer > 0 { return }
            guard answer == 0 || errno == EINTR else { throw Trouble.broken(Self.reason()) }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
