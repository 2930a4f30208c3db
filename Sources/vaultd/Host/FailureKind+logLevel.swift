import Engine
import Logging

extension FailureKind {
    /// How much an operator must care. Exhaustive, so that a new kind cannot be forgotten.
    var logLevel: Logger.Level {
        switch self {
        case .badInput, .notSignedIn, .notFound, .conflict, .tooLarge: .info
        case .refusedContent, .tooManyAttempts, .denied: .notice
        case .busy, .unavailable: .warning
        case .storage, .damaged, .misconfigured: .critical
        case .fault: .error
        }
    }
}
