import Foundation
import TestSupport

@testable import Engine

/// A real Unix socket that answers each connection on a thread of its own, as a socket unit with `Accept=yes` does.
final class PostSocket: Sendable {
    let path: String
    private let descriptor: Int32

    /// Listens in `folder`; `serve` owns what it is given.
    init(in folder: OwnFolder, serve: @escaping @Sendable (Int32) -> Void) throws {
        path = folder.path + "/post.sock"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let bound = try UnixAddress.with(path) { bind(descriptor, $0, $1) }
        guard bound == 0, listen(descriptor, 16) == 0 else { throw DaemonTrouble("post socket: \(errno)") }
        Thread.detachNewThread { [descriptor] in
            // Closed by who waits on it: a number that was let go meanwhile might be another test's.
            defer { close(descriptor) }
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { serve(connection) }
            }
        }
    }

    /// One behind which a postman goes by these settings.
    convenience init(in folder: OwnFolder, _ settings: Settings) throws {
        try self.init(in: folder) { _ = Postman { settings }.serve($0) }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// All that is answered to these bytes, after the greeting.
    func answer(to bytes: [UInt8]) throws -> PostReply? {
        let stream = try LocalStream.connected(to: path)
        let end = ContinuousClock.now + .seconds(30)
        _ = try stream.read(exactly: PostProtocol.greeting.count, by: end)
        // What is too long may be answered before it was taken.
        try? stream.write(bytes, by: end)
        try? stream.endWriting()
        var answer: [UInt8] = []
        while let byte = try? stream.read(exactly: 1, by: end) { answer += byte }
        return PostReply(decoding: answer)
    }
}
