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
    /// What the host itself has to say to operators.
    var alerts: [HostAlert] = []
}

/// Something about the machine that an operator should know.
struct HostAlert: Sendable, Equatable {
    let sentence: String
    let hint: String?
}
