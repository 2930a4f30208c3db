import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Asks a daemon under test over TLS; its certificate is self-signed, so it is not checked.
public enum TestHTTP {
    /// What came back.
    public struct Answer: Sendable {
        public let status: UInt
        public let headers: HTTPHeaders
        public let bytes: [UInt8]

        /// The body as text.
        public var text: String { String(decoding: bytes, as: UTF8.self) }

        /// The token of the first form of the page.
        public var token: String { text.firstMatch(of: /name="csrf" value="([^"]*)"/).map { String($0.output.1) } ?? "" }
    }

    /// Asks with GET.
    public static func get(_ url: String, _ headers: HTTPHeaders = [:]) async throws -> Answer {
        try await ask(.GET, url, headers, nil)
    }

    /// Sends a body with POST, as a page of the site would.
    public static func post(_ url: String, _ headers: HTTPHeaders, _ body: [UInt8]) async throws -> Answer {
        var headers = headers
        headers.replaceOrAdd(name: "sec-fetch-site", value: "same-origin")
        return try await ask(.POST, url, headers, body)
    }

    private static func ask(_ method: HTTPMethod, _ url: String, _ headers: HTTPHeaders, _ body: [UInt8]?) async throws
        -> Answer
    {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(30))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            var request = HTTPClientRequest(url: url)
            request.method = method
            request.headers = headers
            if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
            let response = try await client.execute(request, timeout: .seconds(60))
            let bytes = try await response.body.collect(upTo: 256 << 20)
            try await client.shutdown()
            return Answer(status: response.status.code, headers: response.headers, bytes: Array(bytes.readableBytesView))
        } catch {
            try await client.shutdown()
            throw error
        }
    }
}
