import AsyncHTTPClient
import Engine
import Glibc
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import Testing

@testable import vaultd

@Suite(.timeLimit(.minutes(1)))
struct HTTPSListenerTests {
    static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    static let getAndClose = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    static func client(http2: Bool) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = RawClient.tls(alpn: [])
        configuration.tlsConfiguration?.certificateVerification = .none
        configuration.httpVersion = http2 ? .automatic : .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    static func withClient(http2: Bool, _ body: (HTTPClient) async throws -> Void) async throws {
        let client = client(http2: http2)
        do {
            try await body(client)
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    @Test(arguments: [(false, HTTPVersion.http1_1, "HTTP/1.1"), (true, .http2, "HTTP/2")])
    func `a route answers by both protocols and sees which`(http2: Bool, version: HTTPVersion, name: String) async throws {
        try await TestServer.run { server in
            try await Self.withClient(http2: http2) { client in
                let answer = try await client.execute(.init(url: "https://127.0.0.1:\(server.port)/"), timeout: .seconds(10))
                #expect(answer.version == version)
                #expect(answer.headers.first(name: "date")?.hasSuffix("GMT") == true)
                #expect(try await String(buffer: answer.body.collect(upTo: 1000)) == "hello 127.0.0.1 \(name)")
            }
        }
    }

    @Test(arguments: [false, true])
    func `bodies stream in and out by both protocols`(http2: Bool) async throws {
        try await TestServer.run { server in
            try await Self.withClient(http2: http2) { client in
                var upload = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/count")
                upload.method = .POST
                let pieces = (0..<200).map { _ in ByteBuffer(repeating: 1, count: 100_000) }
                upload.body = .stream(pieces.async, length: .unknown)
                let counted = try await client.execute(upload, timeout: .seconds(30))
                #expect(try await String(buffer: counted.body.collect(upTo: 1000)) == "20000000 bytes")
                let big = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/big")
                let answer = try await client.execute(big, timeout: .seconds(30))
                let length = try await answer.body.reduce(0) { $0 + $1.readableBytes }
                #expect(length == TestServer.bigBlocks * TestServer.bigBlock.readableBytes)
            }
        }
    }

    @Test(arguments: [false, true])
    func `an upload that is answered early gets its answer`(http2: Bool) async throws {
        try await TestServer.run { server in
            try await Self.withClient(http2: http2) { client in
                var upload = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/refuse")
                upload.method = .POST
                upload.body = .bytes(ByteBuffer(repeating: 1, count: 5_000_000))
                let answer = try await client.execute(upload, timeout: .seconds(30))
                #expect(answer.status == .payloadTooLarge)
                #expect(try await String(buffer: answer.body.collect(upTo: 1000)) == "too large")
            }
        }
    }

    @Test func `a socket bound by someone else serves`() async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(bound == 0)
        #expect(listen(descriptor, 16) == 0)
        try await TestServer.run(sockets: .handedOver([descriptor])) { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(Self.getAndClose)
                #expect(await client.readAll().hasSuffix("hello 127.0.0.1 HTTP/1.1"))
            }
        }
    }

    @Test func `a descriptor that is no listening socket stops the start with a reason`() async throws {
        let descriptor = open("/dev/null", O_RDONLY)
        await #expect(throws: VaultFailure(.settingsUnusable)) {
            try await TestServer.run(sockets: .handedOver([descriptor])) { _ in }
        }
    }

    @Test func `a busy port stops the start and is named`() async throws {
        try await TestServer.run { server in
            let taken = ListeningSockets.bind(addresses: ["127.0.0.1"], port: server.port)
            let failure = await #expect(throws: VaultFailure.self) { try await TestServer.run(sockets: taken) { _ in } }
            #expect(failure?.code == .addressInUse)
            #expect(failure?.values["address"] == "127.0.0.1:\(server.port)")
        }
    }

    @Test(arguments: ["not an address", "192.0.2.1"])
    func `an address that cannot be listened on stops the start`(address: String) async throws {
        await #expect(throws: VaultFailure(.settingsUnusable)) {
            try await TestServer.run(sockets: .bind(addresses: [address], port: 0)) { _ in }
        }
    }

    @Test func `one socket serves IPv6 and IPv4, and the peer of either is told in its own form`() async throws {
        try await TestServer.run(sockets: .bind(addresses: ["::", "0.0.0.0"], port: 0)) { server in
            #expect(server.listener.addresses.count == 1)
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(Self.getAndClose)
                #expect(await client.readAll().hasSuffix("hello 127.0.0.1 HTTP/1.1"))
            }
        }
    }

    @Test func `a stop lets a running request finish, and takes no new connection`() async throws {
        try await TestServer.run { limits, _ in
            limits.drain = .minutes(1)
        } _: { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("GET /gate HTTP/1.1\r\nHost: localhost\r\n\r\n")
                await server.gate.arrival()
                await server.services.triggerGracefulShutdown()
                await #expect(throws: (any Error).self) {
                    while true {
                        // The listening socket closes in its own time.
                        try await RawClient.connect(.init(port: server.port)) { other in
                            try await other.send(Self.get)
                            try await other.read(until: "hello")
                        }
                    }
                }
                server.gate.open()
                let answer = await client.readAll()
                #expect(answer.hasSuffix("through the gate"))
                #expect(answer.lowercased().contains("connection: close"))
            }
        }
    }

    @Test func `a stop ends idle connections and, after its time, every other`() async throws {
        try await TestServer.run { limits, _ in
            limits.drain = .milliseconds(300)
        } _: { server in
            try await RawClient.connect(.init(port: server.port)) { idle in
                try await idle.send(Self.get)
                try await idle.read(until: "hello 127.0.0.1 HTTP/1.1")
                try await RawClient.connect(.init(port: server.port)) { stuck in
                    try await stuck.send("GET /gate HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    await server.gate.arrival()
                    await server.services.triggerGracefulShutdown()
                    _ = await idle.readAll()
                    let answer = await stuck.readAll()
                    #expect(!answer.contains("through the gate"))
                }
                server.gate.open()
            }
        }
    }
}

extension Array where Element: Sendable {
    /// The elements one after the other.
    fileprivate var async: AsyncStream<Element> {
        AsyncStream { continuation in
            for element in self { continuation.yield(element) }
            continuation.finish()
        }
    }
}
