import Synchronization

/// Two clocks at one moment: the one that people set, and the one that only runs.
public struct ClockReading: Sendable, Equatable {
    /// What the machine takes for the time of day.
    public let wall: Moment
    /// Time since the machine started, suspends included. Nobody can set it.
    public let uptime: Duration
    /// Names the start of the machine: uptimes of two starts tell nothing about the time between them.
    public let boot: String

    /// A reading.
    public init(wall: Moment, uptime: Duration, boot: String) {
        self.wall = wall
        self.uptime = uptime
        self.boot = boot
    }
}

/// Where the engine takes the time from. Every rule that depends on time gets it from here.
public protocol WallClock: Sendable {
    /// The present moment.
    func now() -> Moment
    /// The present moment beside the clock that nobody sets.
    func reading() -> ClockReading
}

/// The machine's clock.
public struct SystemClock: WallClock {
    public init() {}
    public func now() -> Moment { Uptime.wall() }
    public func reading() -> ClockReading {
        ClockReading(wall: Uptime.wall(), uptime: Uptime.elapsed(), boot: Uptime.boot)
    }
}

/// A clock that stands still until it is moved: for tests and drills.
public final class ManualClock: WallClock {
    private let state: Mutex<ClockReading>

    /// A clock that shows `moment`.
    public init(_ moment: Moment) {
        state = Mutex(ClockReading(wall: moment, uptime: .seconds(60), boot: "1"))
    }

    public func now() -> Moment { state.withLock { $0.wall } }
    public func reading() -> ClockReading { state.withLock { $0 } }

    /// Time passes. A negative `duration` sets the clock back, while time stands still.
    public func advance(by duration: Duration) {
        state.withLock {
            $0 = ClockReading(wall: $0.wall + duration, uptime: $0.uptime + max(.zero, duration), boot: $0.boot)
        }
    }

    /// Sets the clock; no time passes.
    public func set(_ new: Moment) {
        state.withLock { $0 = ClockReading(wall: new, uptime: $0.uptime, boot: $0.boot) }
    }

    /// The machine is off for `duration`.
    public func restartMachine(after duration: Duration) {
        state.withLock { $0 = ClockReading(wall: $0.wall + duration, uptime: .seconds(60), boot: $0.boot + "'") }
    }
}
