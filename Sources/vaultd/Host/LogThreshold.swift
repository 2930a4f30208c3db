import Logging
import Synchronization

/// The least severe level that is written, shared by all loggers so that it can change while the service runs.
final class LogThreshold: Sendable {
    private let level: Mutex<Logger.Level>

    /// A threshold at `level`.
    init(_ level: Logger.Level = .info) { self.level = Mutex(level) }

    /// The level in force.
    var current: Logger.Level {
        get { level.withLock { $0 } }
        set { level.withLock { $0 = newValue } }
    }
}
