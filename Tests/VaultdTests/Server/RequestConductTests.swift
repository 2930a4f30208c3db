import Engine
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import vaultd

/// The deadlines of requests, on a loop whose clock the test moves.
struct RequestConductTests {
    /// Keeps the parts and errors that reach the routes.
    final class Routes: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        var parts: [HTTPRequestPart] = []
        var failures: [VaultFailure] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { parts.append(unwrapInboundIn(data)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if let failure = error as? VaultFailure { failures.append(failure) }
        }
    }

    struct Connection {
        let channel = EmbeddedChannel()
        let counters = ListenerCounters()
        let conduct: RequestConduct
        let routes = Routes()

        init(_ version: ConnectionFacts.HTTPVersion = .http1, isDraining: Bool = false) throws {
            conduct = RequestConduct(version, limits: ConnectionLimits(), counters: counters, isDraining: isDraining)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            try channel.pipeline.syncOperations.addHandlers([conduct, routes])
        }

        func head(_ method: HTTPRequest.Method = .post, _ fields: HTTPFields = [:]) throws {
            let request = HTTPRequest(method: method, scheme: "https", authority: "a", path: "/", headerFields: fields)
            try channel.writeInbound(HTTPRequestPart.head(request))
            channel.read()
        }

        func body(_ count: Int) throws {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: count)))
            channel.read()
        }

        func end() throws { try channel.writeInbound(HTTPRequestPart.end(nil)) }

        func answer() throws {
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }

        func advance(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

        func written() throws -> [HTTPResponsePart] {
            var parts: [HTTPResponsePart] = []
            while let part = try channel.readOutbound(as: HTTPResponsePart.self) { parts.append(part) }
            return parts
        }

        func status() throws -> Int? {
            guard case .head(let head)? = try written().first else { return nil }
            return head.status.code
        }
    }

    @Test func `a connection without a request closes after the idle time`() throws {
        let connection = try Connection()
        connection.advance(59)
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(!connection.channel.isActive)
        #expect(connection.counters.snapshot.idleCloses == 1)
    }

    @Test func `a header that never ends is answered with 408 after 15 seconds`() throws {
        let connection = try Connection()
        connection.advance(50)
        for _ in 0..<14 {
            connection.conduct.bytesArrived()
            connection.advance(1)
        }
        #expect(connection.channel.isActive)
        connection.conduct.bytesArrived()
        connection.advance(1)
        #expect(try connection.status() == 408)
        #expect(!connection.channel.isActive)
        #expect(connection.counters.snapshot.headerTimeouts == 1)
    }

    @Test func `the idle time begins anew with each answer`() throws {
        let connection = try Connection()
        for _ in 0..<3 {
            connection.advance(50)
            connection.conduct.bytesArrived()
            try connection.head(.get)
            try connection.end()
            try connection.answer()
        }
        connection.advance(59)
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(!connection.channel.isActive)
    }

    @Test func `no deadline runs while the server works on its answer`() throws {
        let connection = try Connection()
        try connection.head(.get)
        try connection.end()
        connection.advance(3600)
        #expect(connection.channel.isActive)
        try connection.answer()
        #expect(try connection.status() == 200)
    }

    @Test(arguments: [ConnectionFacts.HTTPVersion.http1, .http2])
    func `a body at one byte a second ends as too slow after 30 seconds`(version: ConnectionFacts.HTTPVersion) throws {
        let connection = try Connection(version)
        try connection.head()
        for _ in 0..<29 {
            connection.advance(1)
            try connection.body(1)
        }
        #expect(connection.routes.failures.isEmpty)
        connection.advance(1)
        #expect(connection.routes.failures == [VaultFailure(.uploadTooSlow)])
        #expect(connection.counters.snapshot.slowBodies == 1)
        let parts = connection.routes.parts.count
        try connection.body(1)
        #expect(connection.routes.parts.count == parts)
    }

    @Test func `a body whose first byte does not come ends as too slow`() throws {
        let connection = try Connection()
        try connection.head()
        connection.advance(30)
        #expect(connection.routes.failures == [VaultFailure(.uploadTooSlow)])
    }

    @Test func `a body at the minimum rate goes on for as long as it takes`() throws {
        let connection = try Connection()
        try connection.head()
        for _ in 0..<600 {
            try connection.body(8 * 1024)
            connection.advance(1)
        }
        try connection.end()
        #expect(connection.routes.failures.isEmpty)
    }

    @Test func `a body that becomes slow later is noticed in its own 30 seconds`() throws {
        let connection = try Connection()
        try connection.head()
        for _ in 0..<30 {
            try connection.body(100_000)
            connection.advance(1)
        }
        #expect(connection.routes.failures.isEmpty)
        connection.advance(30)
        #expect(connection.routes.failures == [VaultFailure(.uploadTooSlow)])
    }

    @Test func `time in which the server does not read is not the sender's`() throws {
        let connection = try Connection()
        try connection.head()
        connection.advance(20)
        // The piece arrives and nobody asks for the next one.
        try connection.channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 1)))
        connection.advance(600)
        #expect(connection.routes.failures.isEmpty)
        connection.channel.read()
        connection.advance(9)
        #expect(connection.routes.failures.isEmpty)
        connection.advance(1)
        #expect(connection.routes.failures == [VaultFailure(.uploadTooSlow)])
    }

    @Test func `a slow body may still be answered, and its connection closes then`() throws {
        let connection = try Connection()
        try connection.head()
        connection.advance(30)
        try connection.answer()
        guard case .head(let head)? = try connection.written().first else {
            Issue.record("There is no answer.")
            return
        }
        #expect(head.headerFields[.connection] == "close")
        #expect(!connection.channel.isActive)
    }

    @Test func `a slow body that is not answered closes its connection after 10 seconds`() throws {
        let connection = try Connection()
        try connection.head()
        connection.advance(39)
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(!connection.channel.isActive)
    }

    @Test(arguments: [ConnectionFacts.HTTPVersion.http1, .http2])
    func `a body is cut off when its connection goes`(version: ConnectionFacts.HTTPVersion) throws {
        let connection = try Connection(version)
        try connection.head()
        try connection.body(10)
        connection.channel.close(promise: nil)
        connection.channel.embeddedEventLoop.run()
        #expect(connection.routes.failures == [VaultFailure(.uploadCutOff)])
    }

    @Test func `an upload that was answered early closes when it ends`() throws {
        let connection = try Connection()
        try connection.head()
        try connection.answer()
        #expect(connection.channel.isActive)
        try connection.body(100_000)
        try connection.end()
        #expect(!connection.channel.isActive)
    }

    @Test func `an upload that was answered early and does not end closes after 10 seconds`() throws {
        let connection = try Connection()
        try connection.head()
        try connection.answer()
        for _ in 0..<9 {
            try connection.body(100_000)
            connection.advance(1)
        }
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(!connection.channel.isActive)
    }

    @Test func `a stream with more than 100 fields gets 431`() throws {
        let connection = try Connection(.http2)
        var fields = HTTPFields()
        for index in 0..<101 { fields.append(HTTPField(name: HTTPField.Name("x-\(index)") ?? .accept, value: "y")) }
        try connection.head(.get, fields)
        #expect(try connection.status() == 431)
        #expect(connection.routes.parts.isEmpty)
    }

    @Test func `a stop closes a connection that is idle`() throws {
        let connection = try Connection()
        try connection.head(.get)
        try connection.end()
        try connection.answer()
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(!connection.channel.isActive)
    }

    @Test func `a stop lets a request end and says so in its answer`() throws {
        let connection = try Connection()
        try connection.head(.get)
        try connection.end()
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(connection.channel.isActive)
        try connection.answer()
        guard case .head(let head)? = try connection.written().first else {
            Issue.record("There is no answer.")
            return
        }
        #expect(head.headerFields[.connection] == "close")
        #expect(!connection.channel.isActive)
    }

    @Test(arguments: [true, false])
    func `a connection that has only just come has one second for its request at a stop`(wasDraining: Bool) throws {
        let connection = try Connection(isDraining: wasDraining)
        if !wasDraining { connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        #expect(connection.channel.isActive)
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(999))
        #expect(connection.channel.isActive)
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `a stream whose pieces do not leave for 60 seconds closes`() throws {
        let connection = try Connection(.http2)
        try connection.head(.get)
        try connection.end()
        // Written and never flushed: its promise waits, as behind a closed window.
        connection.channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        connection.channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 1, count: 100_000)), promise: nil)
        connection.advance(59)
        #expect(connection.channel.isActive)
        connection.advance(1)
        #expect(!connection.channel.isActive)
        #expect(connection.counters.snapshot.stalledReaders == 1)
    }
}

extension RequestConductTests {
    /// Holds a close back, as TLS does while it waits for the peer's farewell.
    final class SlowFarewell: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        var closes = 0

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) { closes += 1 }
    }

    @Test func `a deadline that passed is acted on once, however long the closing takes`() throws {
        let connection = try Connection()
        let farewell = SlowFarewell()
        try connection.channel.pipeline.syncOperations.addHandler(farewell, position: .first)
        connection.advance(600)
        #expect(farewell.closes == 1)
        #expect(connection.counters.snapshot.idleCloses == 1)
    }
}
