import Synchronization

/// Which refusals of a signed-in person are news for the journal: each thing that was asked for once a minute, and no
/// more than a page of them. Whoever asks for a thousand ids must not fill the disk, nor bury what came before.
final class DenialCount: Sendable {
    /// Rows that one person can cause in a minute.
    static let most = 20
    private static let window = Duration.minutes(1)
    /// Persons that are remembered; those whose minute is over are forgotten first.
    private static let capacity = 4096

    private struct Minute {
        var began: Moment
        var seen: Set<[UInt8]> = []
        var untold = 0
    }

    private let minutes = Mutex<[AccountID: Minute]>([:])

    init() {}

    /// Takes note of a refusal.
    ///
    /// - Parameter subject: what was asked for, and what for.
    /// - Returns: nil where it is no news; otherwise how many before it were not told.
    func note(of person: AccountID, _ subject: [UInt8], now: Moment) -> Int? {
        minutes.withLock { minutes in
            if minutes.count >= Self.capacity { minutes = minutes.filter { Self.runs($0.value, now) } }
            let known = minutes[person]
            var minute = known.flatMap { Self.runs($0, now) ? $0 : nil } ?? Minute(began: now, untold: known?.untold ?? 0)
            defer { minutes[person] = minute }
            guard minute.seen.count < Self.most, minute.seen.insert(subject).inserted else {
                minute.untold += 1
                return nil
            }
            defer { minute.untold = 0 }
            return minute.untold
        }
    }

    /// A clock that was set back ends the minute too.
    private static func runs(_ minute: Minute, _ now: Moment) -> Bool {
        minute.began <= now && now.since(minute.began) < window
    }
}
