/// What a run of `vaultctl` ends with. A script must take an unknown code for a failure.
public enum ExitCode: Int32, Sendable, CaseIterable, Codable {
    case success = 0
    /// It did not work.
    case failed = 1
    /// The command line, or a value on it, cannot be used.
    case usage = 2
    /// Done, but not all of it, or with warnings.
    case incomplete = 3
    /// There is no such thing.
    case notFound = 4
    /// Another operation holds what this one needs.
    case busy = 5
    /// Something was checked and is damaged.
    case verificationFailed = 6
    /// Refused: the confirmation is missing, or the caller's role is too low for this verb.
    case refused = 7
    /// No daemon answers on the socket.
    case unreachable = 69
    /// Not now; a new attempt may work.
    case temporary = 75
    /// The socket, or the daemon behind it, does not let this user in.
    case noPermission = 77
    /// Settings, key file or store need the operator first.
    case misconfigured = 78
    /// Ctrl-C.
    case interrupted = 130
}

/// What `vaultctl status` ends with: Nagios's codes, so that it is a monitoring check as it stands.
public enum StatusExitCode: Int32, Sendable, CaseIterable {
    case healthy = 0
    case degraded = 1
    case critical = 2
    /// Not running, not reachable, or called wrongly.
    case unknown = 3
}
