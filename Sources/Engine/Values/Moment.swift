import Foundation
import Synchronization

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Always UTC; a zone is added only for display.
public struct Moment: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since 1970.
    public let milliseconds: Int64

    /// A moment from its stored form.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A moment from whole seconds since 1970.
    public init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment `duration` later.
    public static func + (moment: Moment, duration: Duration) -> Moment {
        Moment(milliseconds: moment.milliseconds + duration.inMilliseconds)
    }

    /// The moment `duration` earlier.
    public static func - (moment: Moment, duration: Duration) -> Moment {
        Moment(milliseconds: moment.milliseconds - duration.inMilliseconds)
    }

    /// How long after `earlier` this moment is; negative if it is before.
    public func since(_ earlier: Moment) -> Duration { .milliseconds(milliseconds - earlier.milliseconds) }

    /// Whole seconds since 1970.
    public var seconds: Int64 { milliseconds / 1000 }

    /// For display and calendars.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// RFC 3339 in UTC, to the second: `2026-11-22T02:15:00Z`.
    public var iso8601: String { date.formatted(.iso8601) }

    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Duration {
    /// The duration in whole milliseconds.
    public var inMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    /// The duration in whole seconds.
    public var inSeconds: Int64 { components.seconds }

    /// `count` minutes.
    public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }

    /// `count` hours.
    public static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }

    /// `count` days of 24 hours.
    public static func days(_ count: Int) -> Duration { .seconds(count * 86400) }
}
