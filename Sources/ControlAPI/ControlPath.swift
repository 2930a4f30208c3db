/// Where each thing lies on the control socket. A path never changes its meaning; new ones are added.
public enum ControlPath {
    public static let status = "/v1/status"
    public static let version = "/v1/version"
    public static let structures = "/v1/structures"
    public static let beneficiaries = "/v1/beneficiaries"
    public static let managers = "/v1/managers"
    public static let habilitations = "/v1/habilitations"
    public static let removals = "/v1/removals"
    public static let suspensions = "/v1/suspensions"
    public static let resumptions = "/v1/resumptions"
    public static let factorResets = "/v1/factor-resets"
    public static let backups = "/v1/backups"
    public static let keyRotations = "/v1/key-rotations"
    public static let purgePlan = "/v1/purge-plan"
    public static let purges = "/v1/purges"
    public static let auditVerifications = "/v1/audit/verifications"
    public static let reload = "/v1/reload"
    public static let certificate = "/v1/certificate"
    public static let operations = "/v1/operations"
    public static let notices = "/v1/notices"
    public static let alerts = "/v1/alerts"

    /// One message.
    public static func notice(_ id: String) -> String { "\(notices)/\(id)" }

    /// Notes that an alert was seen.
    public static func acknowledgement(ofAlert id: String) -> String { "\(alerts)/\(id)/acknowledgement" }

    /// One structure.
    public static func structure(_ id: String) -> String { "\(structures)/\(id)" }

    /// What the end of a structure does, and the end itself.
    public static func end(ofStructure id: String) -> String { "\(structures)/\(id)/end" }

    /// Checks one snapshot; `latest` stands for the newest.
    public static func verification(ofBackup id: String) -> String { "\(backups)/\(id)/verify" }

    /// One operation.
    public static func operation(_ id: String) -> String { "\(operations)/\(id)" }

    /// The events of one operation as lines of JSON, from its start to its end.
    public static func events(ofOperation id: String) -> String { "\(operations)/\(id)/events" }
}

/// Header fields of the control socket.
public enum ControlHeader {
    /// The version of the interface that the client speaks, on each request and each answer.
    public static let api = "Vault-API"
    /// Its present value.
    public static let apiVersion = "1"
    /// The login name behind a `sudo`, as the client claims it: for the journal, marked as claimed, never for a
    /// decision.
    public static let claimedUser = "Vault-Claimed-User"
    /// The media type of a stream of events.
    public static let lines = "application/x-ndjson"
    /// The media type of all other bodies.
    public static let json = "application/json"
}

/// Bounds that both sides keep.
public enum ControlLimits {
    /// Largest body of a request, in bytes.
    public static let requestBody = 64 * 1024
    /// Open connections at the same time.
    public static let connections = 16
}
