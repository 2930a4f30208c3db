import FoundationEssentials

/// The body of `POST /v1/certificate`: a certificate for HTTPS and its key, as PEM.
public struct NewCertificateRequest: Codable, Sendable {
    /// The server's certificate, then each issuer.
    public let chain: String
    /// The private key, without a passphrase.
    public let key: String

    /// A request.
    public init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}

/// The answer of `POST /v1/certificate`: what is served from now on.
public struct CertificateReport: Codable, Sendable, Equatable {
    /// The names and addresses that it covers.
    public let names: [String]
    public let notAfter: Date
    public let isSelfSigned: Bool
    /// SHA-256 with colons, as browsers show it.
    public let fingerprint: String
    /// What the operator should know, each as a sentence.
    public let warnings: [String]

    /// A report.
    public init(names: [String], notAfter: Date, isSelfSigned: Bool, fingerprint: String, warnings: [String]) {
        self.names = names
        self.notAfter = notAfter
        self.isSelfSigned = isSelfSigned
        self.fingerprint = fingerprint
        self.warnings = warnings
    }
}
