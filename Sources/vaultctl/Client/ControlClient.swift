import ControlAPI
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Speaks to the daemon: one connection for each request, over the Unix-domain socket.
///
/// AsyncHTTPClient would bring TLS, HTTP/2 and the whole of Foundation into a program whose first promise is to
/// answer at once; what is needed here is one pipeline of NIO's own HTTP/1.1 handlers.
struct ControlClient: Sendable {
    /// The path of the socket.
    let socket: String
    /// How long an answer may take to begin, in seconds; a stream may then last as long as it likes.
    let timeout: Double

    /// Largest answer that is taken as one piece. Lists are bounded by the daemon far below this.
    private static let largestAnswer = 16 * 1024 * 1024
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// The answer as the bytes of its body.
    ///
    /// - Throws: `ToolFailure`, also for every answer that is no success.
    func send(_ request: ControlRequest) async throws -> [UInt8] {
        let body = Mutex<[UInt8]>([])
        try await exchange(request) { _, piece in
            try body.withLock { bytes in
                guard bytes.count + piece.count <= Self.largestAnswer else {
                    throw ToolFailure.notUnderstood("it does not end")
                }
                bytes += piece
            }
        }
        return body.withLock { $0 }
    }

    /// The answer as a value.
    func send<Answer: Decodable>(_ request: ControlRequest, as type: Answer.Type) async throws -> Answer {
        try Self.decode(type, from: await send(request))
    }

    /// Hands each line of a streamed answer to `onLine`, without its end-of-line, as it comes.
    func lines(_ request: ControlRequest, onLine: @Sendable ([UInt8]) throws -> Void) async throws {
        let splitter = Mutex(LineSplitter())
        try await exchange(request) { _, piece in
            for line in splitter.withLock({ $0.lines(adding: piece) }) { try onLine(line) }
        }
    }

    /// Reads an answer; a body that does not fit is named as such.
    static func decode<Answer: Decodable>(_ type: Answer.Type, from bytes: [UInt8]) throws -> Answer {
        do {
            return try ControlJSON.decode(type, from: bytes)
        } catch {
            throw ToolFailure.notUnderstood("its body is not the expected JSON")
        }
    }

    private func exchange(
        _ request: ControlRequest, onPiece: @Sendable (ControlAnswer, [UInt8]) throws -> Void
    ) async throws {
        let connection = try await connect()
        let channel = connection.channel
        let hasTimedOut = Atomic(false)
        let alarm = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(timeout * 1000))) {
            hasTimedOut.store(true, ordering: .relaxed)
            channel.close(promise: nil)
        }
        defer { alarm.cancel() }
        do {
            try await connection.executeThenClose { inbound, outbound in
                try await outbound.write(.head(request.head))
                if !request.body.isEmpty {
                    try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: request.body))))
                }
                try await outbound.write(.end(nil))
                try await Self.read(inbound, began: { alarm.cancel() }, onPiece: onPiece)
            }
        } catch let failure as ToolFailure {
            throw hasTimedOut.load(ordering: .relaxed) ? ToolFailure.timedOut(seconds: timeout) : failure
        } catch {
            throw hasTimedOut.load(ordering: .relaxed) ? ToolFailure.timedOut(seconds: timeout) : .cutOff
        }
    }

    private static func read(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        began: () -> Void,
        onPiece: (ControlAnswer, [UInt8]) throws -> Void
    ) async throws {
        var answer: ControlAnswer?
        var refusal: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head):
                guard head.status.code >= 200 else { continue }
                began()
                answer = ControlAnswer(status: Int(head.status.code), headers: head.headers)
            case .body(let buffer):
                guard let answer else { throw ToolFailure.notUnderstood("it has no header") }
                guard answer.status >= 300 else {
                    try onPiece(answer, Array(buffer.readableBytesView))
                    continue
                }
                refusal += buffer.readableBytesView.prefix(largestAnswer - refusal.count)
            case .end:
                guard let answer else { throw ToolFailure.notUnderstood("it has no header") }
                guard answer.status >= 300 else { return }
                throw failure(status: answer.status, body: refusal)
            }
        }
        throw ToolFailure.cutOff
    }

    private static func failure(status: Int, body: [UInt8]) -> ToolFailure {
        if let envelope = try? ControlJSON.decode(ErrorEnvelope.self, from: body) { return ToolFailure(envelope.error) }
        return .notUnderstood("status \(status) without a reason")
    }

    private func connect() async throws -> Connection {
        let address: SocketAddress
        do {
            address = try SocketAddress(unixDomainSocketPath: socket)
        } catch {
            throw SocketTrouble.tooLong(socket)
        }
        do {
            return try await ClientBootstrap(group: Self.group)
                .connectTimeout(.milliseconds(Int64(timeout * 1000)))
                .connect(to: address) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError {
            throw SocketTrouble.failure(connectingTo: socket, error: error.errnoCode)
        } catch {
            throw ToolFailure.timedOut(seconds: timeout)
        }
    }
}
