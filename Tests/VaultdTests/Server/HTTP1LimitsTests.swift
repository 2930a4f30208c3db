import Engine
import Foundation
import Testing

@testable import vaultd

@Suite(.timeLimit(.minutes(1)))
struct HTTP1LimitsTests {
    static func fields(_ count: Int) -> String { (0..<count).map { "X-\($0): y\r\n" }.joined() }

    @Test(arguments: [
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/3.7\r\nHost: a\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + fields(100) + "\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 16 * 1024) + "\r\n\r\n", 431),
        ("GET /" + String(repeating: "y", count: 16 * 1024) + " HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        (
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + String(repeating: "X: " + String(repeating: "y", count: 1000) + "\r\n", count: 17) + "\r\n", 431
        ),
    ])
    func `a request that is malformed or too large is answered plainly and the connection closed`(
        request: String,
        status: Int
    ) async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(request)
                let answer = await client.readAll()
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
                #expect(answer.lowercased().contains("connection: close"))
                #expect(answer.hasSuffix(".\n"))
            }
            #expect(server.listener.counters.snapshot.malformed == 1)
        }
    }

    @Test func `a header that reaches the limits is served`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + Self.fields(98) + "\r\n")
                #expect(await client.readAll().hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test func `a body that ends before its length is cut off, never complete`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
            }
            #expect(await server.bodies.next() == .failure(VaultFailure(.uploadCutOff)))
        }
    }

    @Test func `a body whose chunks are broken is malformed`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")
                try await client.send("zz\r\n")
                let answer = await client.readAll()
                #expect(answer.hasPrefix("HTTP/1.1 400 "))
            }
            #expect(await server.bodies.next() == .failure(VaultFailure(.requestMalformed)))
        }
    }

    @Test func `what is sent beyond a body's length is not part of it`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345678\r\n\r\n")
                let answer = await client.readAll()
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
                #expect(answer.contains("5 bytes"))
                #expect(!answer.contains("8 bytes"))
            }
            #expect(await server.bodies.next() == .success(5))
        }
    }

    @Test func `a client that asks before it sends is told to go on`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(
                    "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
                )
                try await client.read(until: "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.send("abc")
                #expect(await client.readAll().contains("3 bytes"))
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ])
    func `a connection that cannot go on closes after its answer`(request: String) async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(request)
                let answer = await client.readAll()
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
                #expect(answer.hasSuffix("hello 127.0.0.1 HTTP/1.1"))
            }
        }
    }

    @Test func `several requests go over one connection, even sent at once`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send(HTTPSListenerTests.get + HTTPSListenerTests.get + HTTPSListenerTests.getAndClose)
                let answer = await client.readAll()
                #expect(answer.components(separatedBy: "hello 127.0.0.1").count == 4)
            }
            #expect(server.listener.counters.snapshot.accepted == 1)
        }
    }
}
