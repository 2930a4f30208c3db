import Foundation
import Synchronization

/// The socket on which a daemon tells systemd how it is (sd_notify(3)), held by a test instead.
public final class NotifySocket: Sendable {
    /// Where it lies: the value of `NOTIFY_SOCKET`.
    public let path: String
    private let descriptor: Int32
    private let news: AsyncStream<String>
    private let source: AsyncStream<String>.Continuation
    private let heard = HeardLines()

    /// Binds a socket in `folder` and listens on a thread of its own until this value goes.
    public init(folder: String) throws {
        path = folder + "/notify.sock"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw DaemonTrouble("no socket") }
        (news, source) = AsyncStream.makeStream()
        let bound = try UnixAddress.with(path) { bind(descriptor, $0, $1) }
        guard bound == 0 else { throw DaemonTrouble("bind: \(String(cString: strerror(errno)))") }
        Thread.detachNewThread { [descriptor, source, heard] in
            Self.listen(descriptor, source, heard)
            // By who waits on it: a number that was let go meanwhile might be another test's.
            close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        unlink(path)
    }

    /// Everything that was said so far.
    public var all: [String] { heard.lines.withLock { $0 } }

    /// The next assignment that begins with `prefix`, such as `READY=1`; nil when the socket is closed. One reader.
    public func next(_ prefix: String) async -> String? {
        for await message in news where message.hasPrefix(prefix) { return message }
        return nil
    }

    /// Waits for `prefix`; false when `end` comes first.
    public func next(_ prefix: String, orEnd end: String) async -> Bool {
        for await message in news {
            if message.hasPrefix(prefix) { return true }
            if message == end { return false }
        }
        return false
    }

    /// Puts in a line of the test's own, behind all that was said before.
    func say(_ line: String) {
        let sender = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(sender) }
        let bytes = Array(line.utf8)
        _ = try? UnixAddress.with(path) { address, size in sendto(sender, bytes, bytes.count, 0, address, size) }
    }

    private static func listen(
        _ descriptor: Int32, _ source: AsyncStream<String>.Continuation, _ heard: HeardLines
    ) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return source.finish() }
            let said = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
            // All of a message is known before anybody wakes up for its first line.
            heard.lines.withLock { $0 += said }
            for line in said { source.yield(line) }
        }
    }
}

/// What was said, for the thread that listens and the tests that read.
private final class HeardLines: Sendable {
    let lines = Mutex<[String]>([])
}

/// Why a daemon under test did not do what it should.
public struct DaemonTrouble: Error, CustomStringConvertible {
    public let description: String

    /// A trouble in words.
    public init(_ description: String) { self.description = description }
}
