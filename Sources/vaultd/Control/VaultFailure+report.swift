import ControlAPI
import Engine

extension FailureKind {
    /// What `vaultctl` ends with. Exhaustive, so that a new kind cannot be forgotten.
    var exitCode: ControlAPI.ExitCode {
        switch self {
        case .badInput: .usage
        case .notSignedIn: .noPermission
        case .notFound: .notFound
        case .conflict, .tooLarge, .refusedContent, .storage, .fault: .failed
        case .tooManyAttempts, .busy, .unavailable: .temporary
        case .damaged: .verificationFailed
        case .misconfigured: .misconfigured
        case .denied: .refused
        }
    }

    /// Whether the same request may work later without anyone doing anything.
    var isRetryable: Bool {
        switch self {
        case .busy, .unavailable, .tooManyAttempts: true
        case .badInput, .notSignedIn, .notFound, .conflict, .tooLarge, .refusedContent, .storage, .damaged,
            .misconfigured, .denied, .fault:
            false
        }
    }
}

extension VaultFailure {
    /// What `vaultctl` ends with: that of the kind, but for what only the code tells.
    var exitCode: ControlAPI.ExitCode {
        switch code {
        case .operationRunning, .storeInUse: .busy
        case .serviceLocked: .misconfigured
        default: kind.exitCode
        }
    }

    /// The failure as the control socket answers it.
    var report: ErrorReport {
        ErrorReport(
            code: code.rawValue, message: sentence, hint: hint,
            retryable: code == .serviceLocked ? false : kind.isRetryable, id: id, exit: exitCode)
    }
}
