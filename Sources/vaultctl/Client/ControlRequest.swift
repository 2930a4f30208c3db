import ControlAPI
import Glibc
import NIOCore
import NIOHTTP1

/// One request to the daemon.
struct ControlRequest: Sendable {
    /// What is done to the thing at the path.
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    let method: Method
    let path: String
    let body: [UInt8]

    /// A request without a body.
    init(_ method: Method, _ path: String) {
        self.method = method
        self.path = path
        self.body = []
    }

    /// A request whose body is `value` as JSON.
    init(_ method: Method, _ path: String, body value: some Encodable) throws {
        self.method = method
        self.path = path
        self.body = try ControlJSON.line(value)
    }

    /// The header on the wire. HTTP/1.1 asks for a host, which a socket has not.
    var head: HTTPRequestHead {
        var headers = HTTPHeaders([
            ("host", "vaultd"), (ControlHeader.api, ControlHeader.apiVersion), ("accept", "application/json"),
            ("connection", "close"),
        ])
        if let user = Self.claimedUser { headers.add(name: ControlHeader.claimedUser, value: user) }
        if !body.isEmpty || method == .post {
            headers.add(name: "content-length", value: String(body.count))
            headers.add(name: "content-type", value: ControlHeader.json)
        }
        return HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: path, headers: headers)
    }

    /// Who called `sudo`. Only what may stand in a header; the daemon marks it as claimed anyway.
    private static var claimedUser: String? {
        guard let value = getenv("SUDO_USER") else { return nil }
        let name = String(cString: value)
        let isPlain = !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isPlain ? name : nil
    }
}

/// The daemon's answer, its body still to come.
struct ControlAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
}
