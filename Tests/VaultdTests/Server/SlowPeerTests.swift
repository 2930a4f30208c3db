import Engine
import NIOCore
import Testing

@testable import vaultd

/// The deadlines of `RequestConductTests` and `SocketDeadlinesTests`, once each on real sockets and real TLS.
@Suite(.timeLimit(.minutes(1)))
struct SlowPeerTests {
    @Test func `a handshake that never ends is ended`() async throws {
        try await TestServer.run { limits, _ in
            limits.handshake = .milliseconds(200)
        } _: { server in
            try await RawClient.connect(.init(port: server.port, tls: nil)) { client in
                // On a busy machine the time may be over before the first byte is written.
                try? await client.send([0x16, 0x03, 0x01])
                _ = await client.readAll()
            }
            #expect(server.listener.counters.snapshot.handshakeTimeouts == 1)
        }
    }

    @Test func `a header that never ends is answered with 408`() async throws {
        try await TestServer.run { limits, _ in
            limits.header = .milliseconds(200)
        } _: { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
                #expect(await client.readAll().hasPrefix("HTTP/1.1 408 "))
            }
            #expect(server.listener.counters.snapshot.headerTimeouts == 1)
        }
    }

    @Test func `a body that stops coming ends the reading of its route and is answered`() async throws {
        try await TestServer.run { limits, _ in
            limits.bodyWindow = .seconds(1)
        } _: { server in
            try await RawClient.connect(.init(port: server.port)) { client in
                try await client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n12345")
                #expect(await client.readAll().hasPrefix("HTTP/1.1 408 "))
            }
            #expect(await server.bodies.next() == .failure(VaultFailure(.uploadTooSlow)))
            #expect(server.listener.counters.snapshot.slowBodies == 1)
        }
    }

    @Test func `a reader that takes nothing is given up`() async throws {
        try await TestServer.run { limits, _ in
            limits.writeStall = .milliseconds(400)
        } _: { server in
            try await RawClient.connect(.init(port: server.port, receiveBuffer: 4096)) { client in
                try await client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
                await Eventually.holds { server.listener.counters.snapshot.stalledReaders == 1 }
                await Eventually.holds { server.listener.counters.snapshot.open == 0 }
            }
        }
    }
}
