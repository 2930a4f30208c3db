import NIOCore

/// Where the requests of one HTTP/1.1 connection, or the request of one HTTP/2 stream, stand in time.
///
/// A value without channel or clock: `RequestConduct` tells it what happens and when, and asks for the next
/// deadline.
struct RequestTimeline {
    /// What the client is sending.
    enum Reading: Equatable {
        /// Nothing: between requests.
        case idle(since: NIODeadline)
        /// The header of a request.
        case header(since: NIODeadline)
        /// The body of a request.
        case body
        /// Nothing that is still of interest: an HTTP/2 request has ended, or was refused.
        case done
    }

    /// A deadline that passed.
    enum Breach: Equatable {
        case idle, header, slowBody, stalledReader, linger
    }

    private let limits: ConnectionLimits
    private(set) var reading: Reading
    /// Requests whose answer has not been written to its end.
    private(set) var answersDue = 0
    private var pace: BodyPace
    private var writesPending = 0
    private var lastWriteProgress: NIODeadline?
    private var lingerUntil: NIODeadline?
    private var idleUntil: NIODeadline?
    private var isOver = false

    /// The timeline of a connection that has said nothing yet.
    init(limits: ConnectionLimits, now: NIODeadline) {
        self.limits = limits
        reading = .idle(since: now)
        pace = BodyPace(limits: limits)
    }

    /// Bytes came in, of whatever.
    mutating func bytesArrived(at now: NIODeadline) {
        if case .idle = reading { reading = .header(since: now) }
    }

    /// A request's header is complete.
    mutating func headRead(at now: NIODeadline) {
        reading = .body
        answersDue += 1
        pace = BodyPace(limits: limits)
        pace.wait(from: now)
    }

    /// A piece of the body came in.
    mutating func bodyRead(_ count: Int) { pace.received(count) }

    /// The server asks for bytes.
    mutating func demand(at now: NIODeadline) { pace.wait(from: now) }

    /// The server asks for no more bytes at present.
    mutating func pause(at now: NIODeadline) { pace.pause(at: now) }

    /// A request has been read to its end.
    mutating func requestRead(at now: NIODeadline) { reading = .idle(since: now) }

    /// Nothing that the client sends from here on matters.
    mutating func stopReading() { reading = .done }

    /// An answer has been written to its end.
    mutating func answerWritten(at now: NIODeadline) {
        answersDue = max(0, answersDue - 1)
        if case .idle = reading { reading = .idle(since: now) }
    }

    /// A piece of an answer went to a stream's flow control.
    mutating func writeBegan(at now: NIODeadline) {
        if writesPending == 0 { lastWriteProgress = now }
        writesPending += 1
    }

    /// A piece of an answer left the stream's flow control.
    mutating func writeEnded(at now: NIODeadline) {
        writesPending -= 1
        lastWriteProgress = now
    }

    /// The connection closes at `moment` at the latest.
    mutating func linger(until moment: NIODeadline) { lingerUntil = min(moment, lingerUntil ?? moment) }

    /// An idle connection closes at `moment` at the latest.
    mutating func limitIdle(until moment: NIODeadline) { idleUntil = moment }

    /// The connection is being closed, which may take a moment in which no deadline has a meaning any more.
    mutating func end() { isOver = true }

    /// The next deadline; nil when none runs.
    var next: NIODeadline? { deadlines.map(\.at).min() }

    /// The deadline that has passed at `now`, if any.
    mutating func breach(at now: NIODeadline) -> Breach? {
        for deadline in deadlines where deadline.at <= now {
            guard deadline.breach == .slowBody else { return deadline.breach }
            if pace.isTooSlow(at: now) { return .slowBody }
        }
        return nil
    }

    private var deadlines: [(at: NIODeadline, breach: Breach)] {
        guard !isOver else { return [] }
        var all: [(at: NIODeadline, breach: Breach)] = []
        if let lingerUntil { all.append((lingerUntil, .linger)) }
        if writesPending > 0, let lastWriteProgress {
            all.append((lastWriteProgress + limits.writeStall, .stalledReader))
        }
        switch reading {
        case .idle(let since) where answersDue == 0:
            all.append((min(since + limits.idle, idleUntil ?? .distantFuture), .idle))
        case .header(let since): all.append((since + limits.header, .header))
        case .body: if let end = pace.deadline { all.append((end, .slowBody)) }
        case .idle, .done: break
        }
        return all
    }
}
