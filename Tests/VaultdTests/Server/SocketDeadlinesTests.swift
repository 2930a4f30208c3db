import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import vaultd

/// The deadlines below TLS, on a loop whose clock the test moves.
struct SocketDeadlinesTests {
    struct Connection {
        let channel = EmbeddedChannel()
        let counters = ListenerCounters()
        let deadlines: SocketDeadlines
        /// How much of what was written the reader has not taken.
        let buffered: Box

        final class Box { var bytes = 0 }

        init() throws {
            let box = Box()
            buffered = box
            deadlines = SocketDeadlines(limits: ConnectionLimits(), counters: counters) { _ in box.bytes }
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            try channel.pipeline.syncOperations.addHandler(deadlines)
        }

        func advance(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }
    }

    @Test func `a handshake that never ends closes after 10 seconds`() throws {
        let connection = try Connection()
        connection.advance(9)
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(!connection.channel.isActive)
        #expect(connection.counters.snapshot.handshakeTimeouts == 1)
    }

    @Test func `a handshake that ended has no deadline any more`() throws {
        let connection = try Connection()
        connection.deadlines.handshakeEnded()
        connection.advance(3600)
        #expect(connection.channel.isActive)
    }

    @Test func `a reader that takes nothing for a minute is closed`() throws {
        let connection = try Connection()
        connection.deadlines.handshakeEnded()
        connection.buffered.bytes = 1000
        try connection.channel.writeOutbound(ByteBuffer(repeating: 1, count: 1000))
        connection.advance(59)
        #expect(connection.channel.isActive)
        connection.advance(16)
        #expect(!connection.channel.isActive)
        #expect(connection.counters.snapshot.stalledReaders == 1)
    }

    @Test func `a reader that takes a little now and then is not`() throws {
        let connection = try Connection()
        connection.deadlines.handshakeEnded()
        connection.buffered.bytes = 1000
        try connection.channel.writeOutbound(ByteBuffer(repeating: 1, count: 1000))
        for _ in 0..<20 {
            connection.advance(44)
            connection.buffered.bytes -= 10
        }
        #expect(connection.channel.isActive)
    }

    @Test func `a reader that has taken everything may be silent`() throws {
        let connection = try Connection()
        connection.deadlines.handshakeEnded()
        try connection.channel.writeOutbound(ByteBuffer(repeating: 1, count: 1000))
        connection.advance(3600)
        #expect(connection.channel.isActive)
    }
}
