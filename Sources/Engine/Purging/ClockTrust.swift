/// Whether the clock may be believed where something is to be destroyed for its age (RET-06). Pure.
///
/// Each look holds the clock against the last one that was believed. While the machine ran, the clock that nobody sets
/// says how late it must be; over a restart of the machine, a stop of up to three days is taken at the clock's word.
/// What does not fit is doubted, whatever was recorded under the doubted clock since. A doubt ends when the clock is
/// right again, or when it has run evenly for three days of the machine's own time, in which somebody may notice: so
/// a machine that was really off for months goes on by itself.
struct ClockTrust: Sendable, Equatable {
    /// Clocks are corrected by seconds all the time, and a paused virtual machine by minutes. Nothing is destroyed
    /// whose age an hour decides.
    static let tolerance: Duration = .hours(1)
    /// A stop of the machine that is taken at the clock's word.
    static let longestStop = SnapshotRetention.longestGap
    /// How long a doubted clock must run evenly.
    static let proof: Duration = .hours(72)

    /// The last reading that was believed.
    private(set) var trusted: ClockReading
    /// The last reading.
    private(set) var seen: ClockReading
    /// For how long of the machine's own time the clock has run evenly since it was doubted; nil while it is believed.
    private(set) var watched: Duration?

    /// What is known from earlier looks.
    init(trusted: ClockReading, seen: ClockReading, watched: Duration?) {
        self.trusted = trusted
        self.seen = seen
        self.watched = watched
    }

    /// The first look ever, at a store whose last event was recorded at `last`.
    init(first reading: ClockReading, last: Moment?) {
        let earlier = last.map { ClockReading(wall: $0, uptime: .zero, boot: "unknown") } ?? reading
        self.init(trusted: earlier, seen: earlier, watched: nil)
        look(at: reading)
    }

    /// Takes another look.
    mutating func look(at reading: ClockReading) {
        watched = doubt(of: reading)
        if watched == nil { trusted = reading }
        seen = reading
    }

    /// Why the clock is doubted; nil while it is believed.
    var suspicion: String? {
        guard watched != nil else { return nil }
        let direction = seen.wall < trusted.wall ? "back" : "forward"
        return "it went \(direction) from \(trusted.wall.iso8601) to \(seen.wall.iso8601)"
    }

    private func doubt(of reading: ClockReading) -> Duration? {
        if Self.fits(reading, after: trusted, stop: Self.longestStop + (watched ?? .zero)) { return nil }
        guard let watched, Self.fits(reading, after: seen, stop: Self.longestStop) else { return .zero }
        let total = watched + (Self.passed(from: seen, to: reading) ?? .zero)
        return total >= Self.proof ? nil : total
    }

    /// Whether so much time can have passed between two readings.
    private static func fits(_ later: ClockReading, after earlier: ClockReading, stop: Duration) -> Bool {
        let gone = later.wall.since(earlier.wall)
        guard let passed = passed(from: earlier, to: later) else { return gone >= .zero - tolerance && gone <= stop }
        return gone >= passed - tolerance && gone <= passed + tolerance
    }

    /// The machine's own time between two readings; nil where it was started anew, or set back to an earlier state.
    private static func passed(from earlier: ClockReading, to later: ClockReading) -> Duration? {
        guard earlier.boot == later.boot, later.uptime >= earlier.uptime else { return nil }
        return later.uptime - earlier.uptime
    }
}
