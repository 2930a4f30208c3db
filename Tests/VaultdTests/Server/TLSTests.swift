import Engine
import Foundation
import Logging
import NIOCore
import NIOSSL
import Testing

@testable import vaultd

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    static func serves(_ server: TestServer, _ tls: TLSConfiguration) async throws {
        try await RawClient.connect(.init(port: server.port, tls: tls)) { client in
            try await client.send(HTTPSListenerTests.getAndClose)
            try await client.read(until: "hello")
        }
    }

    @Test(arguments: [TLSVersion.tlsv1, .tlsv11])
    func `versions below TLS 1_2 are refused`(version: TLSVersion) async throws {
        try await TestServer.run { server in
            var tls = RawClient.tls()
            tls.minimumTLSVersion = .tlsv1
            tls.maximumTLSVersion = version
            await #expect(throws: (any Error).self) { try await Self.serves(server, tls) }
            // The same client with one version more is served: it was the version that was refused.
            tls.maximumTLSVersion = .tlsv12
            try await Self.serves(server, tls)
        }
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func `TLS 1_2 and 1_3 are served`(version: TLSVersion) async throws {
        try await TestServer.run { server in
            var tls = RawClient.tls()
            tls.minimumTLSVersion = version
            tls.maximumTLSVersion = version
            try await Self.serves(server, tls)
        }
    }

    @Test(arguments: [
        NIOTLSCipher.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ])
    func `each suite with forward secrecy and AEAD is served`(suite: NIOTLSCipher) async throws {
        try await TestServer.run { server in
            var tls = RawClient.tls()
            tls.maximumTLSVersion = .tlsv12
            tls.cipherSuiteValues = [suite]
            try await Self.serves(server, tls)
        }
    }

    @Test(arguments: [
        NIOTLSCipher.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, .TLS_RSA_WITH_AES_128_GCM_SHA256, .TLS_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_RSA_WITH_AES_128_CBC_SHA,
    ])
    func `every other suite is refused`(suite: NIOTLSCipher) async throws {
        try await TestServer.run { server in
            var tls = RawClient.tls()
            tls.maximumTLSVersion = .tlsv12
            tls.cipherSuiteValues = [suite]
            await #expect(throws: (any Error).self) { try await Self.serves(server, tls) }
        }
    }

    @Test(arguments: [NIOTLSCurve.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1])
    func `each key exchange of the list is served`(curve: NIOTLSCurve) async throws {
        try await TestServer.run { server in
            var tls = RawClient.tls()
            tls.minimumTLSVersion = .tlsv13
            tls.curves = [curve]
            try await Self.serves(server, tls)
        }
    }

    @Test func `a key exchange that is not in the list is refused`() async throws {
        try await TestServer.run { server in
            var tls = RawClient.tls()
            tls.curves = [.secp521r1]
            await #expect(throws: (any Error).self) { try await Self.serves(server, tls) }
        }
    }

    @Test func `plain HTTP on the HTTPS port is closed and counted`() async throws {
        try await TestServer.run { server in
            try await RawClient.connect(.init(port: server.port, tls: nil)) { client in
                try await client.send(HTTPSListenerTests.get)
                #expect(!(await client.readAll()).contains("HTTP/1.1"))
            }
            await Eventually.holds { server.listener.counters.snapshot.handshakeFailures == 1 }
        }
    }

    @Test func `a new certificate serves new connections, and old connections go on`() async throws {
        try await TestServer.run { _, places in
            places.certificate = places.folder + "-operator.pem"
            try CertificateFile.replace(places.certificate, with: TestCertificate().pem())
        } _: { server in
            let path = server.certificates.status.path
            try await RawClient.connect(.init(port: server.port)) { old in
                try await old.send(HTTPSListenerTests.get)
                try await old.read(until: "hello 127.0.0.1 HTTP/1.1")
                try CertificateFile.replace(path, with: TestCertificate().pem())
                try server.contexts.reload()
                try await RawClient.connect(.init(port: server.port)) { new in
                    try await new.send(HTTPSListenerTests.getAndClose)
                    try await new.read(until: "hello")
                    let before = try old.certificates()[0].toDERBytes()
                    let after = try new.certificates()[0].toDERBytes()
                    #expect(before != after)
                    #expect(try server.certificates.identity.chain[0].toDERBytes() == after)
                }
                try await old.send(HTTPSListenerTests.getAndClose)
                #expect(await old.readAll().components(separatedBy: "hello").count == 3)
            }
        }
    }

    @Test func `a certificate that cannot be used leaves the old one serving`() async throws {
        try await TestServer.run { _, places in
            places.certificate = places.folder + "-operator.pem"
            try CertificateFile.replace(places.certificate, with: TestCertificate().pem())
        } _: { server in
            let before = server.certificates.status
            try CertificateFile.replace(before.path, with: "nonsense")
            #expect(throws: VaultFailure(.certificateUnusable)) { try server.contexts.reload() }
            #expect(server.certificates.status == before)
            try await Self.serves(server, RawClient.tls())
        }
    }

    @Test func `a context gives way to a new one after 12 hours, and with it its ticket keys`() async throws {
        try await TestServer.withFolder { folder in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let clock = ManualClock(SystemClock().now())
            let store = try CertificateStore(.init(folder: folder + "/tls"), clock: clock, logger: logger)
            let contexts = try TLSContexts(certificates: store, clock: clock, logger: logger)
            let first = contexts.current
            clock.advance(by: .hours(12) - .seconds(1))
            try contexts.renewWhatIsDue()
            #expect(contexts.current === first)
            clock.advance(by: .seconds(1))
            try contexts.renewWhatIsDue()
            #expect(contexts.current !== first)
        }
    }
}
