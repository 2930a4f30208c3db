/// What sort of trouble a failure is. Closed on purpose: HTTP status, exit code and log level are
/// exhaustive switches over it, so a new kind cannot be forgotten in any of them.
public enum FailureKind: String, Sendable, CaseIterable {
    /// The caller sent something that cannot be accepted as it is.
    case badInput
    /// Nobody is signed in, or the session has ended.
    case notSignedIn
    /// It does not exist, or it is not the caller's: the two look alike on purpose.
    case notFound
    /// It clashes with what is there already.
    case conflict
    /// Larger than a limit allows, or the safe is full.
    case tooLarge
    /// The content itself was refused: a virus, an unreadable archive, a kind that is not accepted.
    case refusedContent
    /// Too many attempts; try again after a delay.
    case tooManyAttempts
    /// Too much work at the moment; try again shortly.
    case busy
    /// A part of the service that this needs is not ready (scanner, keys).
    case unavailable
    /// The disk is full or fails.
    case storage
    /// Stored bytes are not what was written.
    case damaged
    /// Settings, key file or another file of the operator's cannot be used.
    case misconfigured
    /// The caller is known but has no right to this act (operators on the control socket only).
    case denied
    /// A fault of ours.
    case fault
}
