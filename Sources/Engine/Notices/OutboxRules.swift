/// What becomes of a message after a try. Pure: no clock, no chance of its own.
///
/// A secret, and every SMS, is sent once at most: where nobody can tell whether it left, it is given up as `unknown`.
/// Other e-mails are repeated then: news that comes twice does less harm than news that never comes.
///
/// What certainly did not leave is tried again: news as long as they are worth sending, since a server may be out for
/// days; a secret a few times, since whoever waits for it has asked for the next one by then. What may have left all the
/// same has a limit of its own: nobody is to read the same e-mail each hour, and each SMS is paid for.
struct OutboxRules: Sendable {
    /// Tries before a secret is given up.
    static let mostSecretAttempts = 8
    /// Tries before news are given up that may have left: an e-mail of which nobody knows, an SMS to which the gateway
    /// answers with a failure. About four hours.
    static let mostUncertainAttempts = 12
    /// The wait after the first failure; doubled after each further one.
    static let firstWait = Duration.seconds(15)
    /// The longest wait.
    static let longestWait = Duration.hours(1)
    /// How long what is done stays in the list.
    static let kept = Duration.days(30)

    /// What is next for a message.
    enum Step: Sendable, Equatable {
        case done
        case again(at: Moment, because: DeliveryFailure)
        case giveUp(NoticeState, because: DeliveryFailure)
    }

    /// - Parameters:
    ///   - attempts: tries so far, this one included; of those, the message knows how many were uncertain before.
    ///   - chance: 0 to 1, spreads tries that failed together.
    static func step(
        after outcome: DeliveryOutcome, of message: OutgoingNotice, attempts: Int, now: Moment, chance: Double
    ) -> Step {
        switch outcome {
        case .sent: return .done
        case .refused: return .giveUp(.failed, because: .refused)
        case .unknown where message.purpose.isSecret || message.channel == .sms:
            return .giveUp(.failed, because: .unknown)
        case .unknown: return again(.unknown, message, attempts, now, chance)
        case .retry(let failure): return again(failure, message, attempts, now, chance)
        }
    }

    /// The wait after so many tries: doubled each time, spread by a quarter to both sides.
    static func wait(after attempts: Int, chance: Double) -> Duration {
        let doubled = attempts > 12 ? longestWait : min(firstWait * (1 << max(0, attempts - 1)), longestWait)
        return .milliseconds(Int64(Double(doubled.inMilliseconds) * (0.75 + 0.5 * chance)))
    }

    /// Whether a message may have left although the try failed so.
    static func mayHaveLeft(_ failure: DeliveryFailure, by channel: Notice.Channel) -> Bool {
        failure == .unknown || (channel == .sms && failure == .tryLater)
    }

    private static func isUsedUp(_ failure: DeliveryFailure, _ message: OutgoingNotice, _ attempts: Int) -> Bool {
        if message.purpose.isSecret { return attempts >= mostSecretAttempts }
        return mayHaveLeft(failure, by: message.channel) && message.uncertain + 1 >= mostUncertainAttempts
    }

    private static func again(
        _ failure: DeliveryFailure, _ message: OutgoingNotice, _ attempts: Int, _ now: Moment, _ chance: Double
    ) -> Step {
        guard !isUsedUp(failure, message, attempts) else { return .giveUp(.failed, because: .tooManyTries) }
        let next = now + wait(after: attempts, chance: chance)
        guard next < message.expiresAt else { return .giveUp(.expired, because: failure) }
        return .again(at: next, because: failure)
    }
}

/// A message that was claimed for one try.
struct OutgoingNotice: Sendable {
    let id: NoticeID
    let purpose: NoticePurpose
    let channel: Notice.Channel
    let recipient: String
    let language: String
    let values: [NoticeValue: String]
    let account: AccountID?
    let createdAt: Moment
    let expiresAt: Moment
    /// Tries before this one.
    let attempts: Int
    /// Of these, those after which it may have left although nobody knows.
    var uncertain = 0
}
