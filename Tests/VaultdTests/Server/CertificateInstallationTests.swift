import Engine
import Testing

@testable import vaultd

/// What `vaultctl tls install` asks of the certificate store.
struct CertificateInstallationTests {
    typealias Stores = CertificateStoreTests

    @Test func `an installed certificate is served from the next reload on and outlives a restart`() async throws {
        try await TestServer.withFolder { folder in
            let store = try Stores.store(folder)
            let own = TestCertificate(names: ["safe.town.example"])
            try store.install(chain: own.certificatePEM(), key: own.keyPEM())
            #expect(store.status.names != ["safe.town.example"])
            #expect(try store.reload().names == ["safe.town.example"])
            #expect(try Stores.store(folder).status.names == ["safe.town.example"])
        }
    }

    @Test func `an installed certificate is never renewed over by a self-signed one`() async throws {
        try await TestServer.withFolder { folder in
            let store = try Stores.store(folder)
            let own = TestCertificate(names: ["safe.town.example"], notAfter: SystemClock().now() + .days(2))
            try store.install(chain: own.certificatePEM(), key: own.keyPEM())
            _ = try store.reload()
            let isRenewed = try store.renewIfDue()
            #expect(!isRenewed)
            #expect(store.status.names == ["safe.town.example"])
        }
    }

    @Test func `what could not be served is refused before anything is written`() async throws {
        try await TestServer.withFolder { folder in
            let store = try Stores.store(folder)
            let own = TestCertificate()
            let now = SystemClock().now()
            let ended = TestCertificate(notBefore: now - .days(9), notAfter: now - .days(1))
            let early = TestCertificate(notBefore: now + .days(1))
            let attempts = [
                (try own.certificatePEM(), try TestCertificate().keyPEM()), ("", try own.keyPEM()), ("nonsense", "nonsense"),
                (try ended.certificatePEM(), try ended.keyPEM()), (try early.certificatePEM(), try early.keyPEM()),
            ]
            for (chain, key) in attempts {
                let failure = #expect(throws: VaultFailure.self) { try store.install(chain: chain, key: key) }
                #expect(failure?.code == .certificateUnusable)
            }
            #expect(try store.reload().isSelfSigned)
            #expect(!CertificateFile.exists(folder + "/tls/installed.pem"))
        }
    }

    @Test func `what is refused is told as a sentence that fits key and certificate`() async throws {
        try await TestServer.withFolder { folder in
            let store = try Stores.store(folder)
            let own = TestCertificate()
            let foreign = try TestCertificate().keyPEM()
            let locked = """
                -----BEGIN EC PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

                AAAA
                -----END EC PRIVATE KEY-----

                """
            for (key, sentence) in [
                (foreign, "The key cannot be used for TLS: it is the key of another certificate."),
                (locked, "The key cannot be used for TLS: it is protected by a passphrase."),
            ] {
                let failure = #expect(throws: VaultFailure.self) {
                    try store.install(chain: own.certificatePEM(), key: key)
                }
                #expect(failure?.sentence == sentence)
            }
        }
    }

    @Test func `where the settings name a certificate, none is installed beside it`() async throws {
        try await TestServer.withFolder { folder in
            let own = TestCertificate()
            let store = try Stores.store(folder) { places in
                places.certificate = folder + "/c.pem"
                try CertificateFile.replace(places.certificate, with: own.pem())
            }
            let failure = #expect(throws: VaultFailure.self) {
                try store.install(chain: own.certificatePEM(), key: own.keyPEM())
            }
            #expect(failure?.code == .settingsUnusable)
        }
    }
}
