import Crypto
import Engine
import Foundation
import Logging
import NIOCore
import Testing
import X509

@testable import vaultd

struct CertificateStoreTests {
    /// X509 has a type of this name too.
    typealias CertificateStore = vaultd.CertificateStore

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func store(
        _ folder: String,
        _ clock: any WallClock = SystemClock(),
        prepare: (inout CertificateStore.Places) throws -> Void = { _ in }
    ) throws -> CertificateStore {
        var places = CertificateStore.Places(folder: folder + "/tls")
        try prepare(&places)
        return try CertificateStore(places, clock: clock, logger: logger)
    }

    /// Why an operator's certificate and key are refused.
    static func reason(_ folder: String, certificate: String, key: String) throws -> String? {
        let failure = #expect(throws: VaultFailure.self) {
            try store(folder) { places in
                places.certificate = folder + "/c.pem"
                places.key = folder + "/k.pem"
                try CertificateFile.replace(places.certificate, with: certificate)
                try CertificateFile.replace(places.key, with: key)
            }
        }
        #expect(failure?.code == .certificateUnusable)
        return failure?.values["reason"]
    }

    @Test func `without a certificate of the operator's one is made that covers the machine`() async throws {
        try await TestServer.withFolder { folder in
            let now = SystemClock().now()
            let store = try Self.store(folder) { $0.hostNames = ["safe.town.example"] }
            #expect(store.status.isSelfSigned)
            #expect(store.status.names.contains("safe.town.example"))
            #expect(store.status.names.contains("localhost"))
            #expect(store.status.names.contains("127.0.0.1"))
            #expect(store.status.names.contains("::1"))
            #expect(store.status.namesNotCovered.isEmpty)
            #expect(store.status.notBefore <= now)
            #expect(store.status.notAfter.since(store.status.notBefore) <= .days(90))
            #expect(store.status.warnings(at: now) == [.selfSigned])
            #expect(store.identity.algorithm == .ecdsaP256)
            #expect(store.status.fingerprint.split(separator: ":").count == 32)
        }
    }

    @Test func `its file is for the owner alone and holds the key once`() async throws {
        try await TestServer.withFolder { folder in
            _ = try Self.store(folder)
            let path = folder + "/tls/self-signed.pem"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tls") == ["self-signed.pem"])
        }
    }

    @Test func `a restart keeps it`() async throws {
        try await TestServer.withFolder { folder in
            let first = try Self.store(folder).status
            #expect(try Self.store(folder).status == first)
        }
    }

    @Test func `it renews itself 30 days before its end, and not earlier`() async throws {
        try await TestServer.withFolder { folder in
            let clock = ManualClock(Moment(seconds: 1_800_000_000))
            let store = try Self.store(folder, clock)
            let first = store.status
            clock.set(first.notAfter - .days(30) - .seconds(1))
            #expect(try store.renewIfDue() == false)
            #expect(store.status == first)
            clock.set(first.notAfter - .days(30))
            #expect(try store.renewIfDue())
            #expect(store.status.notAfter > first.notAfter + .days(50))
            #expect(store.status.fingerprint != first.fingerprint)
        }
    }

    @Test func `it is made anew when the settings name another host`() async throws {
        try await TestServer.withFolder { folder in
            let first = try Self.store(folder).status
            let second = try Self.store(folder) { $0.hostNames = ["safe.town.example"] }.status
            #expect(first.fingerprint != second.fingerprint)
            #expect(second.names.contains("safe.town.example"))
        }
    }

    @Test func `a damaged one is made anew`() async throws {
        try await TestServer.withFolder { folder in
            try CertificateFile.replace(folder + "/tls/self-signed.pem", with: "-----BEGIN CERTIFICATE-----\nAAAA\n")
            #expect(try Self.store(folder).status.isSelfSigned)
        }
    }

    @Test(arguments: [
        TestCertificate(),
        TestCertificate(key: Certificate.PrivateKey(P384.Signing.PrivateKey())),
    ])
    func `an operator's ECDSA certificate is taken`(certificate: TestCertificate) async throws {
        try await TestServer.withFolder { folder in
            let store = try Self.store(folder) { places in
                places.certificate = folder + "/c.pem"
                try CertificateFile.replace(places.certificate, with: certificate.pem())
            }
            #expect(store.status.path == folder + "/c.pem")
            #expect(store.status.names == ["localhost"])
        }
    }

    @Test func `an operator's RSA certificate of 3,072 bits with its chain is taken`() async throws {
        try await TestServer.withFolder { folder in
            let authority = TestCertificate(names: ["authority"])
            var certificate = TestCertificate(key: try TestCertificate.rsa(bits: 3072))
            certificate.issuer = (try authority.subject, authority.key)
            let store = try Self.store(folder) { places in
                places.certificate = folder + "/c.pem"
                places.key = folder + "/k.pem"
                try CertificateFile.replace(
                    places.certificate,
                    with: certificate.certificatePEM() + authority.certificatePEM()
                )
                try CertificateFile.replace(places.key, with: certificate.keyPEM())
            }
            #expect(store.identity.algorithm == .rsa)
            #expect(store.identity.chain.count == 2)
            #expect(!store.status.isSelfSigned)
        }
    }

    @Test func `what cannot be served is refused with its reason`() async throws {
        try await TestServer.withFolder { folder in
            let good = TestCertificate()
            let other = TestCertificate()
            let small = TestCertificate(key: try TestCertificate.rsa(bits: 2048))
            let edwards = TestCertificate(key: Certificate.PrivateKey(Curve25519.Signing.PrivateKey()))
            let client = TestCertificate(usage: .clientAuth)
            let cipherer = TestCertificate(maySign: false)
            let nameless = TestCertificate(names: [])
            let cases: [(String, String, String)] = try [
                ("", good.keyPEM(), "there is no certificate in it"),
                ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", good.keyPEM(), "not a certificate"),
                (good.certificatePEM(), "", "there is no private key in it"),
                (good.certificatePEM(), other.keyPEM(), "the key of another certificate"),
                (
                    good.certificatePEM(),
                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "passphrase"
                ),
                (good.certificatePEM(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "cannot be read"),
                (small.certificatePEM(), small.keyPEM(), "2048 bits"),
                (edwards.certificatePEM(), edwards.keyPEM(), "neither ECDSA"),
                (client.certificatePEM(), client.keyPEM(), "not for servers"),
                (cipherer.certificatePEM(), cipherer.keyPEM(), "may not sign"),
                (nameless.certificatePEM(), nameless.keyPEM(), "names no host"),
                (good.certificatePEM() + other.certificatePEM(), good.keyPEM(), "not in order"),
            ]
            for (certificate, key, expected) in cases {
                let reason = try Self.reason(folder, certificate: certificate, key: key) ?? ""
                #expect(reason.contains(expected))
            }
        }
    }

    @Test func `a missing file and a key without a certificate are refused`() async throws {
        try await TestServer.withFolder { folder in
            #expect(throws: VaultFailure(.certificateUnusable)) {
                try Self.store(folder) { $0.certificate = folder + "/missing.pem" }
            }
            #expect(throws: VaultFailure(.certificateUnusable)) { try Self.store(folder) { $0.key = folder + "/k.pem" } }
        }
    }

    @Test func `an expired certificate serves, with a loud warning`() async throws {
        try await TestServer.withFolder { folder in
            let now = SystemClock().now()
            let expired = TestCertificate(notBefore: now - .days(60), notAfter: now - .days(1))
            let store = try Self.store(folder) { places in
                places.certificate = folder + "/c.pem"
                places.hostNames = ["localhost", "safe.town.example"]
                try CertificateFile.replace(places.certificate, with: expired.pem())
            }
            #expect(store.status.warnings(at: now) == [.expired, .nameNotCovered("safe.town.example"), .selfSigned])
            #expect(store.status.daysLeft(at: now) < 0)
            #expect(try store.renewIfDue() == false)
        }
    }

    @Test(arguments: [(21, false), (20, false), (19, true), (0, true)])
    func `an alert comes 20 days before the end`(days: Int, alerts: Bool) {
        let status = CertificateStatus(
            path: "",
            names: [],
            isSelfSigned: false,
            notBefore: Moment(seconds: 0),
            notAfter: Moment(seconds: 1000 * 86400),
            fingerprint: "",
            namesNotCovered: []
        )
        let now = status.notAfter - .days(days)
        #expect(status.warnings(at: now) == (alerts ? [.expiresSoon(days: days)] : []))
        #expect(status.warnings(at: Moment(seconds: -1)) == [.notYetValid])
    }

    @Test func `a wildcard covers one label`() async throws {
        try await TestServer.withFolder { folder in
            let store = try Self.store(folder) { places in
                places.certificate = folder + "/c.pem"
                places.hostNames = ["safe.town.example", "a.safe.town.example", "town.example"]
                try CertificateFile.replace(places.certificate, with: TestCertificate(names: ["*.town.example"]).pem())
            }
            #expect(store.status.namesNotCovered == ["a.safe.town.example", "town.example"])
        }
    }
}
