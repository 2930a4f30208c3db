import Engine
import HTTPTypes

extension FailureKind {
    /// The status of the answer. Exhaustive, so that a new kind cannot be forgotten.
    var status: HTTPResponse.Status {
        switch self {
        case .badInput: .badRequest
        case .notSignedIn: .unauthorized
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooLarge: .contentTooLarge
        case .refusedContent: .unprocessableContent
        case .tooManyAttempts: .tooManyRequests
        case .busy, .unavailable: .serviceUnavailable
        case .storage: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .denied: .forbidden
        case .damaged, .misconfigured, .fault: .internalServerError
        }
    }

    /// Seconds after which browsers and machines may try again, where that makes sense at all.
    var retryAfter: Int? {
        switch self {
        case .tooManyAttempts: 120
        case .busy: 5
        case .unavailable: 60
        case .badInput, .notSignedIn, .notFound, .conflict, .tooLarge, .refusedContent, .storage, .denied, .damaged,
            .misconfigured, .fault:
            nil
        }
    }
}
