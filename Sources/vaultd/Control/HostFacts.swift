import Engine

/// What the daemon around the vault knows and `vaultctl status` shows.
struct HostFacts: Sendable {
    var version: String
    /// The machine's name.
    var host: String
    /// Where people reach the service; nil before it listens.
    var address: String?
    var startedAt: Moment
    var certificate: CertificateStatus?
}
