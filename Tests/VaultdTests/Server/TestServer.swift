import Engine
import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization

@testable import vaultd

/// A gate that requests wait at until the test opens it.
final class Gate: Sendable {
    private let (stream, continuation) = AsyncStream<Void>.makeStream()
    private let arrivedStream: AsyncStream<Void>
    private let arrivedContinuation: AsyncStream<Void>.Continuation

    init() { (arrivedStream, arrivedContinuation) = AsyncStream<Void>.makeStream() }

    func open() { continuation.finish() }

    func pass() async {
        arrivedContinuation.yield()
        for await _ in stream {}
    }

    /// Returns once somebody waits at the gate.
    func arrival() async {
        for await _ in arrivedStream { return }
    }
}

/// What became of the bodies that `POST /count` read.
final class BodyLog: Sendable {
    let outcomes: AsyncStream<Result<Int, VaultFailure>>
    private let continuation: AsyncStream<Result<Int, VaultFailure>>.Continuation

    init() { (outcomes, continuation) = AsyncStream.makeStream() }

    func add(_ outcome: Result<Int, VaultFailure>) { continuation.yield(outcome) }

    func next() async -> Result<Int, VaultFailure>? {
        var iterator = outcomes.makeAsyncIterator()
        return await iterator.next()
    }
}

struct TestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let connection: ConnectionFacts

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = source.connection
    }
}

/// A listener on the loopback with a few routes, in a folder of its own, for the time of one test.
struct TestServer {
    static let bigBlock = ByteBuffer(repeating: 65, count: 256 * 1024)
    static let bigBlocks = 64

    let listener: HTTPSListener
    let contexts: TLSContexts
    let certificates: CertificateStore
    let services: ServiceGroup
    let gate: Gate
    let bodies: BodyLog
    let folder: String

    var port: Int { listener.port ?? 0 }

    /// Runs a server while `body` runs. `prepare` may change the limits and the places of the certificate.
    static func run(
        sockets: ListeningSockets = .bind(addresses: ["127.0.0.1"], port: 0),
        prepare: (inout ConnectionLimits, inout CertificateStore.Places) throws -> Void = { _, _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            var limits = ConnectionLimits()
            limits.drain = .seconds(5)
            var places = CertificateStore.Places(folder: folder + "/tls")
            try prepare(&limits, &places)
            let server = try TestServer(sockets: sockets, limits: limits, places: places, folder: folder)
            try await server.listener.open()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.services.run() }
                try await body(server)
                await server.services.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    /// A folder for the time of `body`.
    static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/vaultd-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private init(
        sockets: ListeningSockets,
        limits: ConnectionLimits,
        places: CertificateStore.Places,
        folder: String
    ) throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let clock = SystemClock()
        let gate = Gate()
        let bodies = BodyLog()
        let certificates = try CertificateStore(places, clock: clock, logger: logger)
        let contexts = try TLSContexts(certificates: certificates, clock: clock, logger: logger)
        let listener = HTTPSListener(
            sockets: sockets,
            limits: limits,
            tls: { contexts.current },
            routes: Self.routes(gate: gate, bodies: bodies),
            logger: logger
        )
        let configuration = ServiceGroupConfiguration(services: [contexts, listener], logger: logger)
        self.certificates = certificates
        self.contexts = contexts
        self.listener = listener
        self.services = ServiceGroup(configuration: configuration)
        self.gate = gate
        self.bodies = bodies
        self.folder = folder
    }

    private static func routes(gate: Gate, bodies: BodyLog) -> some HTTPResponder<TestContext> {
        let router = Router(context: TestContext.self)
        router.get("/") { _, context in
            "hello \(context.connection.remoteAddress) \(context.connection.httpVersion.rawValue)"
        }
        router.get("/big") { _, _ in
            Response(
                status: .ok,
                headers: [.contentLength: "\(bigBlocks * bigBlock.readableBytes)"],
                body: ResponseBody { writer in
                    for _ in 0..<bigBlocks { try await writer.write(bigBlock) }
                    try await writer.finish(nil)
                }
            )
        }
        router.get("/gate") { _, _ in
            await gate.pass()
            return "through the gate"
        }
        router.post("/count") { request, _ in
            do {
                let count = try await request.body.reduce(0) { $0 + $1.readableBytes }
                bodies.add(.success(count))
                return "\(count) bytes"
            } catch let failure as VaultFailure {
                bodies.add(.failure(failure))
                throw failure
            }
        }
        router.post("/refuse") { _, _ in
            Response(status: .contentTooLarge, body: ResponseBody(byteBuffer: ByteBuffer(string: "too large")))
        }
        return router.buildResponder()
    }
}
