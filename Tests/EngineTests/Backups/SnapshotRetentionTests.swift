import Foundation
import Testing

@testable import Engine

@Suite struct SnapshotRetentionTests {
    private static let zone = "Europe/Paris"

    /// One good snapshot a day at 02:15 UTC, sequence = day.
    private static func daily(_ days: ClosedRange<Int>) -> [SnapshotRetention.Candidate] {
        days.map { candidate("d\($0)", $0, day: Double($0)) }
    }

    private static func candidate(
        _ id: String, _ sequence: Int, day: Double, good: Bool = true
    ) -> SnapshotRetention.Candidate {
        .init(id: id, sequence: sequence, madeAt: moment(day), isGood: good)
    }

    /// 2026-11-01T02:15:00Z and so many days.
    private static func moment(_ day: Double) -> Moment {
        Moment(seconds: 1_793_499_300 + Int64(day * 86400))
    }

    private static func plan(
        _ snapshots: [SnapshotRetention.Candidate], now: Double
    ) throws -> SnapshotRetention.Plan {
        try SnapshotRetention.plan(snapshots, now: moment(now), keepDays: 5, zone: zone)
    }

    @Test func `the last five days stay`() throws {
        let plan = try Self.plan(Self.daily(1...10), now: 10)
        #expect(plan.keep == ["d10", "d9", "d8", "d7", "d6"])
        #expect(plan.remove == ["d5", "d4", "d3", "d2", "d1"])
        #expect(plan.suspicion == nil)
    }

    @Test func `days without a snapshot do not count`() throws {
        let snapshots = [1, 3, 5, 7, 9, 11].map { Self.candidate("d\($0)", $0, day: Double($0)) }
        let plan = try Self.plan(snapshots, now: 11)
        #expect(plan.remove == ["d1"])
    }

    @Test func `the newest of a day stays`() throws {
        let snapshots = [
            Self.candidate("morning", 1, day: 1), Self.candidate("noon", 2, day: 1.3),
            Self.candidate("night", 3, day: 1.5),
        ]
        let plan = try Self.plan(snapshots, now: 1.6)
        #expect(plan.keep == ["night"])
        #expect(plan.remove == ["noon", "morning"])
    }

    @Test func `the day is that of the zone`() throws {
        // 22:30 and 23:30 UTC on 1 November are 23:30 on the first and 00:30 on the second in Paris.
        let snapshots = [Self.candidate("first", 1, day: 0.84375), Self.candidate("second", 2, day: 0.8855)]
        #expect(try Self.plan(snapshots, now: 0.9).remove.isEmpty)
        #expect(
            try SnapshotRetention.plan(snapshots, now: Self.moment(0.9), keepDays: 5, zone: "UTC").remove == ["first"])
    }

    @Test func `a damaged snapshot does not count as its day`() throws {
        var snapshots = Self.daily(1...7)
        snapshots[5] = Self.candidate("d6", 6, day: 6, good: false)
        let plan = try Self.plan(snapshots, now: 7)
        #expect(plan.keep == ["d7", "d6", "d5", "d4", "d3", "d2"])
        #expect(plan.remove == ["d1"])
    }

    @Test func `the last good one stays however old it is`() throws {
        let snapshots =
            [Self.candidate("good", 1, day: 1)]
            + (2...9).map { Self.candidate("bad\($0)", $0, day: Double($0), good: false) }
        #expect(try Self.plan(snapshots, now: 9).remove.isEmpty)
    }

    @Test func `nothing goes when all are damaged`() throws {
        let snapshots = (1...9).map { Self.candidate("bad\($0)", $0, day: Double($0), good: false) }
        #expect(try Self.plan(snapshots, now: 9).remove.isEmpty)
    }

    @Test(arguments: [9.0, 400.0]) func `a clock that jumped removes nothing`(now: Double) throws {
        let plan = try Self.plan(Self.daily(1...10), now: now)
        #expect(plan.remove.isEmpty)
        #expect(plan.keep.count == 10)
        #expect(plan.suspicion != nil)
    }

    @Test func `a snapshot made after a jump makes suspicious too`() throws {
        let plan = try Self.plan(Self.daily(1...10) + [Self.candidate("jumped", 11, day: 400)], now: 400.1)
        #expect(plan.remove.isEmpty)
        #expect(plan.suspicion != nil)
    }

    @Test func `snapshots from a future that was taken back go by their sequence`() throws {
        let future = Self.candidate("future", 11, day: 400)
        let back = (12...17).map { Self.candidate("d\($0)", $0, day: Double($0 - 1)) }
        let plan = try Self.plan(Self.daily(6...10) + [future] + back, now: 16)
        #expect(plan.keep == ["d17", "d16", "d15", "d14", "d13"])
        #expect(plan.suspicion == nil)
    }

    @Test func `no snapshots make an empty plan`() throws {
        #expect(try Self.plan([], now: 1) == SnapshotRetention.Plan(keep: [], remove: [], suspicion: nil))
    }

    @Test func `an unknown zone is refused`() {
        #expect(throws: VaultFailure(.settingsUnusable)) {
            try SnapshotRetention.plan([], now: Self.moment(1), keepDays: 5, zone: "Europe/Atlantis")
        }
    }
}
