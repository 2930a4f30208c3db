/// The answer of `GET /v1/version`.
public struct VersionReport: Codable, Sendable, Equatable {
    /// The version of the daemon.
    public let version: String
    /// The version of this interface.
    public let api: String

    /// A report.
    public init(version: String, api: String) {
        self.version = version
        self.api = api
    }
}

/// The answer of `POST /v1/reload`.
public struct ReloadReport: Codable, Sendable, Equatable {
    /// What was taken over: `certificate`, `settings`, `signatures`, each as a short sentence.
    public let changed: [String]
    /// What asks for a restart before it counts.
    public let needsRestart: [String]

    /// A report.
    public init(changed: [String], needsRestart: [String]) {
        self.changed = changed
        self.needsRestart = needsRestart
    }
}
