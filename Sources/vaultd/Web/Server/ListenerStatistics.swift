import Synchronization

/// What a listener has seen since it started; for the status page and for tests.
struct ListenerStatistics: Sendable, Equatable {
    /// Connections open now.
    var open = 0
    /// Connections admitted.
    var accepted = 0
    /// Connections closed at once because too many were open in all.
    var refusedTotal = 0
    /// Connections closed at once because too many were open from their network.
    var refusedByAddress = 0
    /// TLS handshakes that did not end in time.
    var handshakeTimeouts = 0
    /// TLS handshakes that did not succeed: too slow, broken off, no common version or suite, or no TLS at all.
    var handshakeFailures = 0
    /// Requests whose header did not end in time.
    var headerTimeouts = 0
    /// Uploads that fell below the minimum rate.
    var slowBodies = 0
    /// Readers that took nothing for too long.
    var stalledReaders = 0
    /// Connections closed for being idle.
    var idleCloses = 0
    /// Requests that could not be parsed, or whose header was over a limit.
    var malformed = 0
}

/// The one place where a listener's handlers count, from every event loop.
final class ListenerCounters: Sendable {
    private let statistics = Mutex(ListenerStatistics())

    /// The counts at this moment.
    var snapshot: ListenerStatistics { statistics.withLock { $0 } }

    /// Names one of the counts.
    typealias Count = WritableKeyPath<ListenerStatistics, Int> & Sendable

    /// Adds one to a count.
    func count(_ which: any Count) {
        statistics.withLock { $0[keyPath: which] += 1 }
    }

    /// Takes one from a count.
    func uncount(_ which: any Count) {
        statistics.withLock { $0[keyPath: which] -= 1 }
    }
}
