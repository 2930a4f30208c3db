import Engine
import Synchronization

/// The settings in force, of which a reload changes some.
final class LiveSettings: Sendable {
    private let settings: Mutex<Settings>

    /// Starts with `settings`.
    init(_ settings: Settings) { self.settings = Mutex(settings) }

    /// The settings at this moment.
    var current: Settings { settings.withLock { $0 } }

    /// Takes the live values of `new`; returns the keys that wait for a restart.
    func adopt(_ new: Settings) -> [String] {
        settings.withLock { settings in
            let (adopted, waiting) = settings.adopting(new)
            settings = adopted
            return waiting
        }
    }
}
