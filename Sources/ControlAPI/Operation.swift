import FoundationEssentials

/// A long piece of work in the daemon. It goes on when the one who asked for it goes away.
public struct OperationReport: Codable, Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let id: String
    public let kind: OperationName
    public let state: OperationState
    public let startedAt: Date
    public let endedAt: Date?
    /// Who asked for it: `uid 0`, with the claimed login name where there is one; `schedule` for the daemon itself.
    public let startedBy: String
    /// Whether `DELETE` can stop it.
    public let canCancel: Bool
    /// How far it is, while it runs.
    public let progress: OperationProgress?
    /// How it ended, once it has.
    public let result: OperationResult?

    /// A report.
    public init(
        id: String, kind: OperationName, state: OperationState, startedAt: Date, endedAt: Date?, startedBy: String,
        canCancel: Bool, progress: OperationProgress?, result: OperationResult?
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.startedBy = startedBy
        self.canCancel = canCancel
        self.progress = progress
        self.result = result
    }
}

/// The answer of `GET /v1/operations`, newest first.
public struct OperationList: Codable, Sendable, Equatable {
    public let operations: [OperationReport]

    /// A list.
    public init(operations: [OperationReport]) { self.operations = operations }
}

/// What an operation does.
public struct OperationName: RawRepresentable, Codable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let backup = OperationName(rawValue: "backup")
    public static let backupVerification = OperationName(rawValue: "backup-verification")
    public static let keyRotation = OperationName(rawValue: "key-rotation")
    public static let purge = OperationName(rawValue: "purge")
    public static let auditVerification = OperationName(rawValue: "audit-verification")
}

/// Where an operation stands.
public struct OperationState: RawRepresentable, Codable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let running = OperationState(rawValue: "running")
    public static let succeeded = OperationState(rawValue: "succeeded")
    /// Done, with warnings.
    public static let incomplete = OperationState(rawValue: "incomplete")
    public static let failed = OperationState(rawValue: "failed")
    public static let cancelled = OperationState(rawValue: "cancelled")
}

/// How far an operation is in its present phase.
public struct OperationProgress: Codable, Sendable, Equatable {
    /// What is being done: `database`, `documents`.
    public let phase: String
    public let done: Int
    /// Missing where the end is not known.
    public let total: Int?
    /// What is counted: `bytes`, or a noun in the plural.
    public let unit: String

    /// A progress.
    public init(phase: String, done: Int, total: Int?, unit: String) {
        self.phase = phase
        self.done = done
        self.total = total
        self.unit = unit
    }
}

/// How an operation ended; one of the reports is there when it did its work.
public struct OperationResult: Codable, Sendable, Equatable {
    public var status: OperationState
    /// What `vaultctl` should end with.
    public var exitCode: Int32
    public var error: ErrorReport?
    public var snapshot: SnapshotReport?
    public var verification: SnapshotVerificationReport?
    public var rotation: RotationReport?
    public var purge: PurgeReport?
    public var audit: AuditReport?

    /// A result without any report yet.
    public init(status: OperationState, exit: ExitCode, error: ErrorReport? = nil) {
        self.status = status
        self.exitCode = exit.rawValue
        self.error = error
    }

    /// The exit code; one that this version does not know counts as a failure.
    public var exit: ExitCode { ExitCode(rawValue: exitCode) ?? .failed }
}
