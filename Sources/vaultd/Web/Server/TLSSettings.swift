import NIOCore
import NIOSSL

/// The TLS that is spoken: TLS 1.3 and 1.2 with forward secrecy and AEAD only (requirements T-01 to T-10,
/// ANSSI SDE-NT-35).
enum TLSSettings {
    /// The protocols of ALPN, the preferred first.
    static let applicationProtocols = ["h2", "http/1.1"]

    /// The TLS 1.2 suites (T-06). Those of TLS 1.3 are fixed in BoringSSL, and all three are allowed.
    static let suites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// The key exchanges (T-03), the post-quantum hybrid first.
    static let curves: [NIOTLSCurve] = [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1]

    /// The configuration for one certificate with its key.
    static func configuration(for identity: TLSIdentity) -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) },
            privateKey: .privateKey(identity.key)
        )
        tls.minimumTLSVersion = .tlsv12  // The library's default is 1.0.
        tls.cipherSuiteValues = suites
        tls.curves = curves
        tls.signingSignatureAlgorithms = signatures(for: identity.algorithm)
        tls.renegotiationSupport = .none
        tls.applicationProtocols = applicationProtocols
        tls.shutdownTimeout = .seconds(3)
        return tls
    }

    /// What the server signs with. PKCS#1 v1.5 only serves TLS 1.2 clients of an RSA certificate that know
    /// nothing newer; ANSSI calls it obsolescent.
    private static func signatures(for algorithm: TLSIdentity.Algorithm) -> [SignatureAlgorithm] {
        switch algorithm {
        case .ecdsaP256: [.ecdsaSecp256R1Sha256]
        case .ecdsaP384: [.ecdsaSecp384R1Sha384]
        case .rsa: [.rsaPssRsaeSha256, .rsaPssRsaeSha384, .rsaPkcs1Sha256]
        }
    }
}

/// A certificate chain, leaf first, with the leaf's private key, ready for TLS.
struct TLSIdentity: Sendable {
    /// The kinds of keys that are accepted (T-11).
    enum Algorithm: Sendable, Equatable { case ecdsaP256, ecdsaP384, rsa }

    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    let algorithm: Algorithm
}
