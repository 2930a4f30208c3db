import Foundation

/// Which snapshots are kept (BKP-02, RET-05). Pure.
///
/// Days that *have* a good snapshot count, never age: where backups stop for a week, the old ones stay. The order is
/// that of the sequence numbers, which no clock can turn back.
public enum SnapshotRetention {
    /// A gap or a step back that no ordinary schedule makes: then nothing is removed.
    public static let longestGap: Duration = .hours(72)
    /// Clocks are corrected by seconds all the time.
    public static let tolerance: Duration = .minutes(5)

    /// A snapshot, as far as the rule is concerned.
    public struct Candidate: Sendable, Equatable {
        public let id: String
        public let sequence: Int
        public let madeAt: Moment
        /// Whether its last check found it whole.
        public let isGood: Bool

        /// A candidate.
        public init(id: String, sequence: Int, madeAt: Moment, isGood: Bool) {
            self.id = id
            self.sequence = sequence
            self.madeAt = madeAt
            self.isGood = isGood
        }
    }

    /// What stays and what goes.
    public struct Plan: Sendable, Equatable {
        public let keep: [String]
        public let remove: [String]
        /// Why nothing goes although something would be due; nil where the clock is plausible.
        public let suspicion: String?
    }

    /// Keeps the newest good snapshot of each of the last `keepDays` calendar days that have one, the newest of all,
    /// and damaged ones as long as an older good one is kept: something may still be saved from them.
    ///
    /// - Throws: `settingsUnusable` for an unknown zone.
    public static func plan(_ snapshots: [Candidate], now: Moment, keepDays: Int, zone: String) throws -> Plan {
        let calendar = try ZonedCalendar.gregorian(zone)
        let ordered = snapshots.sorted { $0.sequence > $1.sequence }
        var days: Set<Int> = []
        var oldestKept: Candidate?
        var kept: Set<String> = []
        for snapshot in ordered where snapshot.isGood && days.count < max(1, keepDays) {
            guard days.insert(ZonedCalendar.day(of: snapshot.madeAt, in: calendar)).inserted else { continue }
            kept.insert(snapshot.id)
            oldestKept = snapshot
        }
        for snapshot in ordered {
            let isNewest = snapshot.id == ordered.first?.id
            let mayStillServe = !snapshot.isGood && snapshot.sequence > (oldestKept?.sequence ?? 0)
            if isNewest || mayStillServe { kept.insert(snapshot.id) }
        }
        let due = ordered.filter { !kept.contains($0.id) }.map(\.id)
        let suspicion = due.isEmpty ? nil : Self.suspicion(ordered, now: now)
        return Plan(
            keep: ordered.map(\.id).filter { suspicion != nil || kept.contains($0) },
            remove: suspicion == nil ? due : [],
            suspicion: suspicion
        )
    }

    /// Why the clock is not to be trusted at the moment; nil where it is.
    private static func suspicion(_ ordered: [Candidate], now: Moment) -> String? {
        let times = [now] + ordered.prefix(2).map(\.madeAt)
        for (later, earlier) in zip(times, times.dropFirst()) {
            if later < earlier - tolerance { return "it went back from \(earlier.iso8601) to \(later.iso8601)" }
            if later > earlier + longestGap { return "it went from \(earlier.iso8601) to \(later.iso8601)" }
        }
        return nil
    }
}

extension Settings.Backups {
    /// The day on which the last snapshot goes that holds what was erased at a moment (RET-05), as long as there is a
    /// good backup each day: the one made just before is the last of its day, and goes when `keepDays` newer days have
    /// one. Pages, receipts and purges all say this.
    func lastCopyGone(after erased: Moment) -> Moment { erased + .days(keepDays) }
}
