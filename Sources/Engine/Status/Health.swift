/// The verdict over a store, and what leads to it.
public struct Health: Sendable, Equatable {
    /// From good to bad; the verdict is that of the worst alert.
    public enum Level: Int, Sendable, Comparable {
        case healthy, degraded, critical

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// Something that somebody should look at.
    public struct Alert: Sendable, Equatable {
        public let level: Level
        /// What is the matter, as a sentence without its full stop.
        public let message: String
        /// What to type or do, where there is something.
        public let hint: String?

        /// An alert.
        public init(_ level: Level, _ message: String, hint: String? = nil) {
            self.level = level
            self.message = message
            self.hint = hint
        }
    }

    /// Worst first.
    public let alerts: [Alert]

    /// The verdict.
    public var level: Level { alerts.map(\.level).max() ?? .healthy }

    /// A verdict out of alerts.
    public init(_ alerts: [Alert]) { self.alerts = alerts.sorted { $0.level > $1.level } }
}
