/// Where a message stands.
public enum NoticeState: String, Sendable, CaseIterable {
    /// To be sent, or to be tried again.
    case waiting
    /// Claimed; whoever claimed it may have sent it already.
    case sending
    /// Taken over by the server or gateway.
    case sent
    /// Given up.
    case failed
    /// It could not be sent while it was worth it.
    case expired
}

/// Why a message was not sent. Closed, and without a word of what the other side answered, which may quote the message.
public enum DeliveryFailure: String, Sendable, CaseIterable {
    /// It lies in the catalog in a way that nobody can read.
    case unreadable
    /// Nobody can tell whether it was sent: the connection, or this service, ended in the middle.
    case unknown
    /// The server or gateway refused it for good.
    case refused
    /// The server or gateway asked to try later.
    case tryLater
    /// No connection, or no such name.
    case unreachable
    /// The other side was too slow, before it had the message.
    case timedOut
    /// The other side's certificate is not trusted.
    case notTrusted
    /// The other side does not speak TLS.
    case noTLS
    /// User or password were refused.
    case notAuthorised
    /// A setting, a file or a program of the operator's cannot be used.
    case misconfigured
    /// The socket of the processes that send does not answer.
    case noPost
    /// The channel was switched off after the message was written.
    case switchedOff
    /// As many tries as there may be for a secret, or for what may have left, all in vain; the last failure is in the log.
    case tooManyTries
}

/// What came of one try to send.
enum DeliveryOutcome: Sendable, Equatable {
    case sent
    /// It was certainly not sent; another try may help.
    case retry(DeliveryFailure)
    /// It was certainly not sent, and another try would not help.
    case refused
    /// It may have been sent.
    case unknown
}
