import ControlAPI
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Stands for the daemon on a control socket, with answers that a test writes: so that the tool's whole output can
/// be compared to the letter.
public final class StubDaemon: Sendable {
    /// What a path answers.
    public struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
        /// Whether the connection is cut in the middle of the body.
        let isCutOff: Bool

        /// A value as JSON.
        public static func json(_ value: some Encodable, status: Int = 200) throws -> Answer {
            Answer(status: status, body: try ControlJSON.line(value), isCutOff: false)
        }

        /// Events, one line each.
        public static func events(_ events: [OperationEvent], isCutOff: Bool = false) throws -> Answer {
            let lines = try events.map { try ControlJSON.line($0) + [UInt8(ascii: "\n")] }
            return Answer(status: 200, body: Array(lines.joined()), isCutOff: isCutOff)
        }

        /// Any bytes.
        public static func raw(_ text: String, status: Int = 200) -> Answer {
            Answer(status: status, body: Array(text.utf8), isCutOff: false)
        }

        /// A stream that begins and says nothing more.
        public static let silence = Answer(status: -1, body: [], isCutOff: false)
    }

    /// A request as it came.
    public struct Request: Sendable {
        public let line: String
        public let headers: [String: String]
        public let body: String
    }

    /// The path of its socket.
    public let socket: String
    private let channel: any Channel
    private let folder: URL
    private let seen: Log

    final class Log: Sendable {
        private struct Seen {
            var requests: [Request] = []
            var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let seen = Mutex(Seen())

        var requests: [Request] { seen.withLock { $0.requests } }

        func add(_ request: Request) {
            let reached = seen.withLock { seen in
                seen.requests.append(request)
                let count = seen.requests.count
                let reached = seen.waiting.filter { $0.count <= count }
                seen.waiting.removeAll { $0.count <= count }
                return reached
            }
            for one in reached { one.continuation.resume() }
        }

        func wait(for count: Int) async {
            await withCheckedContinuation { continuation in
                let isThere = seen.withLock { seen in
                    if seen.requests.count >= count { return true }
                    seen.waiting.append((count, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Starts a daemon whose answers are keyed by `METHOD path`.
    public init(_ answers: [String: Answer]) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "stub-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        socket = folder.appending(path: "s").path
        let log = Log()
        seen = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(StubHandler(answers: answers, log: log))
                }
            }
            .bind(unixDomainSocketPath: socket).get()
    }

    /// The requests so far.
    public var requests: [Request] { seen.requests }

    /// Returns once so many requests have come.
    public func requests(_ count: Int) async { await seen.wait(for: count) }

    /// Takes the socket away.
    public func stop() async throws {
        try await channel.close()
        try FileManager.default.removeItem(at: folder)
    }
}

private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answers: [String: StubDaemon.Answer]
    private let log: StubDaemon.Log
    private var head: HTTPRequestHead?
    private var body = ""

    init(answers: [String: StubDaemon.Answer], log: StubDaemon.Log) {
        self.answers = answers
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let buffer): body += String(buffer: buffer)
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        let line = "\(head.method) \(head.uri)"
        let headers = Dictionary(head.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        log.add(StubDaemon.Request(line: line, headers: headers, body: body))
        let answer =
            answers[line]
            ?? .raw(#"{"error":{"code":"noSuchPath","message":"No.","retryable":false,"id":"","exitCode":4}}"#, status: 404)
        guard answer.status > 0 else { return }
        let response = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status))
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        guard !answer.isCutOff else {
            context.flush()
            return context.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
