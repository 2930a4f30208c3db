import Testing

@testable import Engine

/// When the snapshots are checked.
struct CheckScheduleTests {
    private static let midnight = Moment(seconds: 1_795_046_400)

    private static func schedule(every: Duration = .days(7)) throws -> CheckSchedule {
        CheckSchedule(try DailySchedule(at: TimeOfDay(hour: 4, minute: 30), zone: "UTC"), every: every)
    }

    private static func run(_ at: Moment, _ result: JobRun.Result = .ok) -> JobRun {
        JobRun(job: .verification, startedAt: at, finishedAt: at, result: result, note: "")
    }

    @Test func `a week after the last it is due at its time, also when that one began late`() throws {
        let schedule = try Self.schedule()
        let late = Self.run(Self.midnight + .hours(9))
        #expect(!schedule.isDue(last: late, since: Self.midnight, now: Self.midnight + .days(6) + .hours(10)))
        #expect(!schedule.isDue(last: late, since: Self.midnight, now: Self.midnight + .days(7) + .hours(4)))
        #expect(schedule.isDue(last: late, since: Self.midnight, now: Self.midnight + .days(7) + .hours(5)))
    }

    @Test func `one that failed is repeated the next night, and one that never ran does so in the first`() throws {
        let schedule = try Self.schedule()
        let failed = Self.run(Self.midnight + .hours(5), .failed)
        #expect(!schedule.isDue(last: failed, since: Self.midnight, now: Self.midnight + .hours(23)))
        #expect(schedule.isDue(last: failed, since: Self.midnight, now: Self.midnight + .hours(29)))
        #expect(schedule.isDue(last: nil, since: Self.midnight, now: Self.midnight + .hours(5)))
    }

    @Test func `with an interval of nothing it never runs`() throws {
        let schedule = try Self.schedule(every: .zero)
        #expect(!schedule.isDue(last: nil, since: Self.midnight, now: Self.midnight + .days(99)))
        #expect(schedule.next(last: nil, now: Self.midnight) == nil)
    }
}
