import Foundation
import Testing

@testable import Engine

@Suite struct DailyScheduleTests {
    private static func schedule(_ time: String, zone: String = "Europe/Paris") throws -> DailySchedule {
        try DailySchedule(at: #require(TimeOfDay(time)), zone: zone)
    }

    private static func moment(_ text: String) throws -> Moment {
        let date = try Date(text, strategy: .iso8601)
        return Moment(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    private static func run(_ started: String, _ result: JobRun.Result = .ok) throws -> JobRun {
        JobRun(job: .backup, startedAt: try moment(started), finishedAt: nil, result: result, note: "")
    }

    @Test(arguments: [
        // Winter, summer, and just at the time.
        ("2026-11-22T00:00:00Z", "2026-11-22T01:15:00Z"),
        ("2026-07-01T00:00:00Z", "2026-07-01T00:15:00Z"),
        ("2026-11-22T01:15:00Z", "2026-11-23T01:15:00Z"),
        // 29 March 2026: 02:15 does not exist, clocks go from 02:00 to 03:00.
        ("2026-03-28T12:00:00Z", "2026-03-29T01:15:00Z"),
        ("2026-03-29T01:15:00Z", "2026-03-30T00:15:00Z"),
        // 25 October 2026: 02:15 comes twice; the first counts.
        ("2026-10-24T12:00:00Z", "2026-10-25T00:15:00Z"),
        ("2026-10-25T00:15:00Z", "2026-10-26T01:15:00Z"),
    ])
    func `the next time in Paris is`(after: String, next: String) throws {
        #expect(try Self.schedule("02:15").next(after: Self.moment(after)) == Self.moment(next))
    }

    @Test(arguments: [
        ("2026-11-22T01:15:00Z", "2026-11-22T01:15:00Z"),
        ("2026-11-22T01:14:59Z", "2026-11-21T01:15:00Z"),
        ("2026-03-29T01:14:00Z", "2026-03-28T01:15:00Z"),
        ("2026-03-29T12:00:00Z", "2026-03-29T01:15:00Z"),
        ("2026-10-25T01:15:00Z", "2026-10-25T00:15:00Z"),
    ])
    func `the last time in Paris was`(before: String, previous: String) throws {
        #expect(try Self.schedule("02:15").previous(before: Self.moment(before)) == Self.moment(previous))
    }

    @Test func `over a year of days it runs once each day`() throws {
        let schedule = try Self.schedule("02:30")
        let calendar = try ZonedCalendar.gregorian("Europe/Paris")
        var moment = try Self.moment("2026-01-01T00:00:00Z")
        var days: [Int] = []
        for _ in 1...365 {
            moment = schedule.next(after: moment)
            days.append(ZonedCalendar.day(of: moment, in: calendar))
        }
        #expect(Set(days).count == 365)
        #expect(days.last == 20_261_231)
    }

    @Test func `a run after the last time is enough`() throws {
        let last = try Self.run("2026-11-22T01:15:30Z")
        #expect(
            try !Self.schedule("02:15").isDue(
                last: last, since: Self.moment("2026-01-01T00:00:00Z"), now: Self.moment("2026-11-23T01:14:00Z")))
        #expect(
            try Self.schedule("02:15").isDue(
                last: last, since: Self.moment("2026-01-01T00:00:00Z"), now: Self.moment("2026-11-23T01:15:00Z")))
    }

    @Test func `a night off is caught up`() throws {
        let last = try Self.run("2026-11-19T01:15:30Z")
        #expect(
            try Self.schedule("02:15").isDue(
                last: last, since: Self.moment("2026-01-01T00:00:00Z"), now: Self.moment("2026-11-22T09:00:00Z")))
    }

    @Test func `a new store has missed nothing`() throws {
        let schedule = try Self.schedule("02:15")
        let made = try Self.moment("2026-11-22T09:00:00Z")
        #expect(try !schedule.isDue(last: nil, since: made, now: Self.moment("2026-11-22T20:00:00Z")))
        #expect(try schedule.isDue(last: nil, since: made, now: Self.moment("2026-11-23T01:15:00Z")))
    }

    @Test func `a failed run is tried again after an hour`() throws {
        let last = try Self.run("2026-11-22T01:15:00Z", .failed)
        let since = try Self.moment("2026-01-01T00:00:00Z")
        #expect(try !Self.schedule("02:15").isDue(last: last, since: since, now: Self.moment("2026-11-22T02:14:00Z")))
        #expect(try Self.schedule("02:15").isDue(last: last, since: since, now: Self.moment("2026-11-22T02:15:00Z")))
    }

    @Test func `a clock that was set back does not stop the job`() throws {
        let last = try Self.run("2027-11-22T01:15:00Z")
        #expect(
            try Self.schedule("02:15").isDue(
                last: last, since: Self.moment("2026-01-01T00:00:00Z"), now: Self.moment("2026-11-22T09:00:00Z")))
    }

    @Test func `an unknown zone is refused`() {
        #expect(throws: VaultFailure(.settingsUnusable)) { try Self.schedule("02:15", zone: "Europe/Atlantis") }
    }
}
