import AsyncHTTPClient
import Engine
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import TestSupport

@testable import vaultd

/// The site on a real listener with TLS, for the time of one test.
struct LiveSite: Sendable {
    let box: TemporaryVault
    let address: String

    static func with(_ body: (LiveSite) async throws -> Void) async throws {
        try await TemporaryVault.with { box in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let site = try Site(box, slot: VaultSlot(.open(box.vault)))
            let certificates = try CertificateStore(.init(box.settings), clock: SystemClock(), logger: logger)
            let contexts = try TLSContexts(certificates: certificates, clock: SystemClock(), logger: logger)
            let listener = HTTPSListener(
                sockets: .bind(addresses: ["127.0.0.1"], port: 0), limits: ConnectionLimits(),
                tls: { contexts.current }, routes: SiteRoutes(services: site.services).router().buildResponder(),
                logger: logger)
            try await listener.open()
            let group = ServiceGroup(configuration: .init(services: [listener], logger: logger))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                try await body(LiveSite(box: box, address: "https://127.0.0.1:\(listener.port ?? 0)"))
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }
}

/// One client with connections that it keeps.
struct LiveClient {
    private let client: HTTPClient

    init() {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(tlsConfiguration: tls))
    }

    /// The status of the answer.
    func get(_ url: String) async throws -> UInt {
        let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
        _ = try await response.body.collect(upTo: 1 << 20)
        return response.status.code
    }

    func close() async throws { try await client.shutdown() }
}
