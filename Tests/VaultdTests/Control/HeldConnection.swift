import ControlAPI
import Foundation
import NIOCore

/// A connection that a client keeps open between requests.
final class HeldConnection: Sendable {
    private let descriptor: Int32

    init(to path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try SocketAddress(unixDomainSocketPath: path)
        let done = address.withSockAddr { pointer, size in connect(descriptor, pointer, socklen_t(size)) }
        guard done == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// Sends a request and waits for the first bytes of its answer.
    func asksForVersion() throws -> Bool {
        let request = Array("GET \(ControlPath.version) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return false }
        var answer = [UInt8](repeating: 0, count: 12)
        guard recv(descriptor, &answer, answer.count, Int32(MSG_WAITALL)) == answer.count else { return false }
        return String(decoding: answer, as: UTF8.self) == "HTTP/1.1 200"
    }

    func close() { Glibc.close(descriptor) }
}
