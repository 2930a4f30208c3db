import NIOCore
import NIOPosix
import Testing

@testable import vaultd

@Suite(.timeLimit(.minutes(2)))
struct ConnectionRegistryTests {
    static func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 1) }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7"), ("::1", "::1"),
    ])
    func `a peer has one name, however it came`(address: String, expected: String) throws {
        #expect(PeerAddress(try Self.address(address)).text == expected)
    }

    @Test func `limits count IPv4 addresses one by one and IPv6 addresses by their 64`() throws {
        func network(_ text: String) throws -> [UInt8] { PeerAddress(try Self.address(text)).network }
        let pairs: [(String, String, Bool)] = [
            ("192.0.2.7", "::ffff:192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
            ("2001:db8:0:1::7", "2001:db8:0:1:ffff::8", true), ("2001:db8:0:1::7", "2001:db8:0:2::7", false),
        ]
        for (one, other, isSame) in pairs {
            let networks = try (network(one), network(other))
            #expect((networks.0 == networks.1) == isSame)
        }
        #expect(PeerAddress(nil).network.isEmpty)
    }

    @Test func `of a thousand idle connections from one address 32 stay, and others are served`() async throws {
        try await TestServer.run { limits, _ in
            // How long a handshake may take is another test's matter.
            limits.handshake = .hours(1)
        } _: { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<1000 {
                    group.addTask {
                        try await RawClient.connect(.init(port: server.port, tls: nil, source: "127.0.0.2")) { client in
                            _ = await client.readAll()
                        }
                    }
                }
                await Eventually.holds { server.listener.counters.snapshot.refusedByAddress == 968 }
                #expect(server.listener.counters.snapshot.open == 32)
                try await RawClient.connect(.init(port: server.port)) { client in
                    try await client.send(HTTPSListenerTests.getAndClose)
                    #expect(await client.readAll().hasSuffix("hello 127.0.0.1 HTTP/1.1"))
                }
                group.cancelAll()
            }
        }
    }

    @Test func `a closed connection makes room for another`() async throws {
        try await TestServer.run { limits, _ in
            limits.connectionsPerAddress = 1
        } _: { server in
            for _ in 0..<5 {
                try await RawClient.connect(.init(port: server.port)) { client in
                    try await client.send(HTTPSListenerTests.getAndClose)
                    #expect(await client.readAll().hasSuffix("hello 127.0.0.1 HTTP/1.1"))
                }
                await Eventually.holds { server.listener.counters.snapshot.open == 0 }
            }
            #expect(server.listener.counters.snapshot.refusedByAddress == 0)
        }
    }

    @Test func `connections over the total are refused, from wherever they come`() async throws {
        try await TestServer.run { limits, _ in
            limits.connections = 2
        } _: { server in
            try await RawClient.connect(.init(port: server.port)) { first in
                try await RawClient.connect(.init(port: server.port, source: "127.0.0.2")) { second in
                    try await first.send(HTTPSListenerTests.get)
                    try await first.read(until: "hello")
                    try await second.send(HTTPSListenerTests.get)
                    try await second.read(until: "hello")
                    try await RawClient.connect(.init(port: server.port, tls: nil, source: "127.0.0.3")) { third in
                        #expect(await third.readAll() == "")
                    }
                    #expect(server.listener.counters.snapshot.refusedTotal == 1)
                }
            }
        }
    }
}
