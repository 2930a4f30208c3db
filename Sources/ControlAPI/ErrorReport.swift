/// The body of every answer that is not a success.
public struct ErrorEnvelope: Codable, Sendable, Equatable {
    public let error: ErrorReport

    /// An envelope.
    public init(_ error: ErrorReport) { self.error = error }
}

/// What went wrong, why, and what to do about it.
public struct ErrorReport: Codable, Sendable, Equatable, Error {
    /// The name of the failure. Names are added, never given another meaning.
    public let code: String
    /// One English sentence.
    public let message: String
    /// What to do, where there is something to do.
    public let hint: String?
    /// Whether the same request may work later.
    public let retryable: Bool
    /// Ties this answer to the daemon's log.
    public let id: String
    /// What `vaultctl` should end with.
    public let exitCode: Int32

    /// A report.
    public init(
        code: String, message: String, hint: String? = nil, retryable: Bool = false, id: String = "",
        exit: ExitCode = .failed
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.retryable = retryable
        self.id = id
        self.exitCode = exit.rawValue
    }

    /// The same with another code to end with: `status` has its own (operations, section 2).
    public func ending(with code: Int32) -> ErrorReport { ErrorReport(self, code) }

    private init(_ report: ErrorReport, _ exitCode: Int32) {
        code = report.code
        message = report.message
        hint = report.hint
        retryable = report.retryable
        id = report.id
        self.exitCode = exitCode
    }

    /// The exit code; one that this version does not know counts as a failure.
    public var exit: ExitCode { ExitCode(rawValue: exitCode) ?? .failed }
}
