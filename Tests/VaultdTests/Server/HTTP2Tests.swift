import AsyncHTTPClient
import Engine
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing

@testable import vaultd

@Suite(.timeLimit(.minutes(1)))
struct HTTP2Tests {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(type: 4, stream: 0, [])

    /// One frame of RFC 9113 4.1.
    static func frame(type: UInt8, flags: UInt8 = 0, stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let length = UInt32(payload.count)
        return [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
            + withUnsafeBytes(of: stream.bigEndian) { Array($0) } + payload
    }

    /// HEADERS of a GET, by the static table of RFC 7541: method, scheme, path, then authority `a`.
    static func get(stream: UInt32, path: String = "/") -> [UInt8] {
        let name = Array(path.utf8)
        let block: [UInt8] = [0x82, 0x87, 0x04, UInt8(name.count)] + name + [0x41, 1, 0x61]
        return frame(type: 1, flags: 0x05, stream: stream, block)
    }

    static func reset(stream: UInt32) -> [UInt8] { frame(type: 3, stream: stream, [0, 0, 0, 8]) }

    static func options(_ server: TestServer) -> RawClient.Options {
        RawClient.Options(port: server.port, tls: RawClient.tls(alpn: ["h2"]))
    }

    @Test func `rapid resets end their connection and nothing else`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(Self.options(server)) { client in
                var flood = Self.preface
                for index in 0..<2000 {
                    let stream = UInt32(index * 2 + 1)
                    flood += Self.get(stream: stream) + Self.reset(stream: stream)
                }
                // The server may close while the flood is still being written.
                try? await client.send(flood)
                _ = await client.readAll()
            }
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(HTTPSListenerTests.getAndClose)
                #expect(await client.readAll().hasSuffix("hello 127.0.0.1 HTTP/1.1"))
            }
        }
    }

    @Test(arguments: [
        [UInt8](repeating: 0xFF, count: 100),
        Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
        preface + frame(type: 1, flags: 0x05, stream: 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        preface + frame(type: 1, flags: 0x05, stream: 1, [0x82]),
        preface + frame(type: 0, stream: 5, [1, 2, 3]),
        preface + frame(type: 9, stream: 1, [0x82]),
        preface + frame(type: 1, flags: 0x05, stream: 2, [0x82, 0x87, 0x84]),
    ])
    func `bytes that are not HTTP_2 do no harm`(bytes: [UInt8]) async throws {
        try await TestServer.run { limits, _ in
            // Enough for the good one on a busy machine; a bad one that asks nothing is waited for as long.
            limits.idle = .seconds(2)
        } _: { server in
            try await RawClient.connect(Self.options(server)) { client in
                try? await client.send(bytes)
                _ = await client.readAll()
            }
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(HTTPSListenerTests.getAndClose)
                #expect(await client.readAll().hasSuffix("hello 127.0.0.1 HTTP/1.1"))
            }
        }
    }

    @Test func `a reader that never opens its window is given up`() async throws {
        try await TestServer.run { limits, _ in
            limits.writeStall = .milliseconds(200)
        } _: { server in
            try await RawClient.connect(Self.options(server)) { client in
                try await client.send(Self.preface + Self.get(stream: 1, path: "/big"))
                await Eventually.holds { server.listener.counters.snapshot.stalledReaders == 1 }
            }
        }
    }

    @Test(arguments: [0, 1, 3])
    func `a body that stops coming ends the reading of its route`(pieces: Int) async throws {
        try await TestServer.run { limits, _ in
            limits.bodyWindow = .seconds(1)
        } _: { server in
            try await RawClient.connect(Self.options(server)) { client in
                let path = Array("/count".utf8)
                let block: [UInt8] = [0x83, 0x87, 0x04, UInt8(path.count)] + path + [0x41, 1, 0x61]
                try await client.send(Self.preface + Self.frame(type: 1, flags: 0x04, stream: 1, block))
                for _ in 0..<pieces { try await client.send(Self.frame(type: 0, stream: 1, [1, 2, 3])) }
                #expect(await server.bodies.next() == .failure(VaultFailure(.uploadTooSlow)))
                #expect(server.listener.counters.snapshot.slowBodies == 1)
            }
        }
    }

    @Test func `a connection without streams is ended`() async throws {
        try await TestServer.run { limits, _ in
            limits.idle = .milliseconds(100)
        } _: { server in
            try await RawClient.connect(Self.options(server)) { client in
                // On a busy machine its end may come first.
                try? await client.send(Self.preface)
                _ = await client.readAll()
                // GOAWAY is frame type 7 on stream 0.
                #expect(client.received.contains(subsequence: [7, 0, 0, 0, 0, 0]))
            }
            #expect(server.listener.counters.snapshot.idleCloses == 1)
        }
    }

    @Test func `more than 100 fields get 431`() async throws {
        try await TestServer.run { server in
            try await HTTPSListenerTests.withClient(http2: true) { client in
                var request = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/")
                for index in 0..<150 { request.headers.add(name: "x-\(index)", value: "y") }
                let answer = try await client.execute(request, timeout: .seconds(10))
                #expect(answer.version == .http2)
                #expect(answer.status == .requestHeaderFieldsTooLarge)
            }
        }
    }

    @Test func `a header over 16 KiB is not served`() async throws {
        try await TestServer.run { server in
            try await HTTPSListenerTests.withClient(http2: true) { client in
                var request = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/")
                request.headers.add(name: "x", value: String(repeating: "y", count: 40_000))
                await #expect(throws: (any Error).self) { try await client.execute(request, timeout: .seconds(10)) }
            }
            try await HTTPSListenerTests.withClient(http2: true) { client in
                let plain = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/")
                let answer = try await client.execute(plain, timeout: .seconds(10))
                #expect(answer.status == .ok)
            }
        }
    }

    @Test func `a stop lets a running stream finish`() async throws {
        try await TestServer.run { limits, _ in
            limits.drain = .minutes(1)
        } _: { server in
            try await HTTPSListenerTests.withClient(http2: true) { client in
                let request = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/gate")
                async let answer = client.execute(request, timeout: .seconds(10))
                await server.gate.arrival()
                await server.services.triggerGracefulShutdown()
                await Eventually.holds { server.listener.isStopping }
                server.gate.open()
                let body = try await answer.body.collect(upTo: 100)
                #expect(String(buffer: body) == "through the gate")
            }
        }
    }
}

extension Array where Element: Equatable {
    fileprivate func contains(subsequence: [Element]) -> Bool {
        indices.contains { self[$0...].starts(with: subsequence) }
    }
}
