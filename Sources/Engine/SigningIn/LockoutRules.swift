/// When failed attempts lead to a pause (AUT-04): after `attempts` failures the first pause, then a pause after each
/// further failure, each twice as long as the one before, an hour at most. Pure: no clock, no storage.
struct LockoutRules: Sendable {
    /// Failures before the first pause.
    let attempts: Int
    /// The first pause.
    let pause: Duration
    /// The longest pause.
    static let longestPause = Duration.minutes(60)
    /// Time without a failure after which earlier ones are forgotten.
    static let memory = Duration.hours(24)

    /// What is known of the attempts on one subject.
    struct Counter: Sendable, Equatable {
        var failures: Int
        var blockedUntil: Moment?
        var lastFailureAt: Moment
    }

    /// How many pauses that many failures have led to.
    func pauses(after failures: Int) -> Int { max(0, failures - attempts + 1) }

    /// The pause that the last of so many failures leads to.
    func pause(after failures: Int) -> Duration? {
        let count = pauses(after: failures)
        guard count > 0 else { return nil }
        guard count <= 16 else { return Self.longestPause }
        return min(pause * (1 << (count - 1)), Self.longestPause)
    }

    /// How long the subject is still paused.
    func remaining(_ counter: Counter?, now: Moment) -> Duration? {
        guard let until = counter?.blockedUntil, until > now else { return nil }
        let left = until.since(now)
        // More than any pause lasts: the clock was set back, and must not lengthen what was said.
        return left <= max(Self.longestPause, pause) ? left : nil
    }

    /// The counter with one more failure.
    func counting(_ counter: Counter?, now: Moment) -> Counter {
        let isFresh = counter.map { now.since($0.lastFailureAt) < Self.memory } ?? false
        let failures = (isFresh ? counter?.failures ?? 0 : 0) + 1
        return Counter(failures: failures, blockedUntil: pause(after: failures).map { now + $0 }, lastFailureAt: now)
    }

    /// The counter without its last failure, which was none; nil when nothing is left to remember.
    func refunding(_ counter: Counter) -> Counter? {
        guard counter.failures > 1 else { return nil }
        return Counter(failures: counter.failures - 1, blockedUntil: nil, lastFailureAt: counter.lastFailureAt)
    }
}
