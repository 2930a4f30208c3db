import GRDB
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct ScheduleTests {
    /// Moves the clock to the moment that is waited for, a given number of times, then ends the schedule.
    private final class Leaper: Sleeper {
        private let clock: ManualClock
        private let left: Mutex<Int>

        init(_ clock: ManualClock, times: Int) {
            self.clock = clock
            self.left = Mutex(times)
        }

        func sleep(until moment: Moment, now: Moment) async throws {
            let goesOn = left.withLock { left in
                left -= 1
                return left >= 0
            }
            guard goesOn else { throw CancellationError() }
            clock.set(max(moment, now))
        }
    }

    private static func schedule(_ task: RecurringTask, _ clock: ManualClock, leaps: Int) -> Schedule {
        Schedule(
            [task], clock: clock, sleeper: Leaper(clock, times: leaps),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private static let start = Moment(seconds: 1_795_000_000)

    @Test func `a task runs at once and then after each interval`() async {
        let clock = ManualClock(Self.start)
        let runs = Mutex<[Moment]>([])
        let task = RecurringTask("look", every: .minutes(10)) { runs.withLock { $0.append(clock.now()) } }
        await Self.schedule(task, clock, leaps: 2).run()
        #expect(runs.withLock { $0 } == [Self.start, Self.start + .minutes(10), Self.start + .minutes(20)])
    }

    @Test func `a task may begin after its first interval`() async {
        let clock = ManualClock(Self.start)
        let runs = Mutex<[Moment]>([])
        let task = RecurringTask("look", every: .minutes(10), since: Self.start) {
            runs.withLock { $0.append(clock.now()) }
        }
        await Self.schedule(task, clock, leaps: 1).run()
        #expect(runs.withLock { $0 } == [Self.start + .minutes(10)])
    }

    @Test func `a task that fails runs again`() async {
        let clock = ManualClock(Self.start)
        let runs = Mutex(0)
        let task = RecurringTask("fail", every: .minutes(10)) {
            runs.withLock { $0 += 1 }
            throw VaultFailure(.diskFull)
        }
        await Self.schedule(task, clock, leaps: 3).run()
        #expect(runs.withLock { $0 } == 4)
    }

    @Test func `a cancelled schedule ends`() async {
        let clock = ManualClock(Self.start)
        let schedule = Schedule(
            [RecurringTask("idle", every: .days(1), since: Self.start) {}], clock: clock,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let running = Task { await schedule.run() }
        running.cancel()
        await running.value
    }

    @Test func `the nightly backup and purge run at their times`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let tasks = try box.vault.scheduledTasks()
            let schedule = Schedule([], clock: box.clock, logger: box.vault.logger)
            let backup = try #require(tasks.first { $0.name == "backup" })
            let purge = try #require(tasks.first { $0.name == "purge" })
            _ = await schedule.runIfDue(backup, last: nil)
            #expect(try SnapshotFiles(box).names().isEmpty)
            for _ in 1...3 {
                box.clock.advance(by: .days(1))
                for task in [backup, purge, backup, purge] { _ = await schedule.runIfDue(task, last: nil) }
            }
            #expect(try SnapshotFiles(box).names().count == 3)
            #expect(try await box.vault.jobs.last(.purge)?.result == .ok)
        }
    }

    @Test func `what runs at night runs under the settings of that night`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.documents.diskReserve = 1 << 60 }) { box in
            var settings = box.settings
            settings.documents.diskReserve = 1 << 20
            let reloaded = box.vault.adopting(settings)
            let backup = try #require(box.vault.scheduledTasks { reloaded }.first { $0.name == "backup" })
            box.clock.advance(by: .days(1))
            _ = await Schedule([], clock: box.clock, logger: box.vault.logger).runIfDue(backup, last: nil)
            #expect(try SnapshotFiles(box).names().count == 1)
        }
    }

    @Test func `a run that a stop cut off counts as failed`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await box.vault.catalog.write {
                try $0.execute(sql: "INSERT INTO job_run (job, started_at, result) VALUES ('backup', 1, 'running')")
            }
            try await box.restart()
            let run = try await box.vault.jobs.last(.backup)
            #expect(run?.result == .failed && run?.note == "interrupted")
        }
    }
}
