import NIOCore

/// Judges whether an upload keeps its minimum rate.
///
/// Only time in which the server was ready to read counts: while a deposit waits for memory or for the disk,
/// nobody may blame the person who sends.
struct BodyPace {
    private let window: TimeAmount
    private let minimumBytes: Int
    private var bytes = 0
    private var waited = TimeAmount.zero
    private var waitingSince: NIODeadline?

    /// A pace that asks for `limits.minimumBodyRate` on average over `limits.bodyWindow`.
    init(limits: ConnectionLimits) {
        window = limits.bodyWindow
        minimumBytes = Int(limits.bodyWindow.nanoseconds / 1_000_000_000) * limits.minimumBodyRate
    }

    /// The server asks for more.
    mutating func wait(from now: NIODeadline) {
        if waitingSince == nil { waitingSince = now }
    }

    /// The server has enough for now.
    mutating func pause(at now: NIODeadline) {
        guard let since = waitingSince else { return }
        waited = waited + (now - since)
        waitingSince = nil
    }

    /// Bytes of the body came in.
    mutating func received(_ count: Int) { bytes += count }

    /// When the present window ends; nil while the server does not ask.
    var deadline: NIODeadline? { waitingSince.map { $0 + (window - waited) } }

    /// True when the window is over and too little came in it. A good window begins the next one.
    mutating func isTooSlow(at now: NIODeadline) -> Bool {
        guard let end = deadline, now >= end else { return false }
        guard bytes >= minimumBytes else { return true }
        bytes = 0
        waited = .zero
        waitingSince = now
        return false
    }
}
