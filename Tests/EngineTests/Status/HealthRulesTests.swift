import Testing

@testable import Engine

@Suite struct HealthRulesTests {
    private static let now = Moment(seconds: 1_795_000_000)

    private static func judge(
        disk: EngineStatus.Disk = .init(free: 10 << 30, total: 20 << 30, reserve: 1 << 28, readOnlyBecause: nil),
        keys: EngineStatus.Keys = .init(
            currentTerm: 1, currentSince: now - .days(1), terms: [1], pending: 0, isMemoryLocked: true),
        backupAge: Duration? = .hours(3), since: Duration = .days(100), lastRun: JobRun? = nil,
        scanner: ScannerStatus = scanner()
    ) -> Health {
        let purgeRun = JobRun(
            job: .purge, startedAt: now - .hours(2), finishedAt: now - .hours(2), result: .ok, note: "")
        return HealthRules.judge(
            .init(
                now: now, since: now - since, disk: disk, keys: keys,
                backup: .init(
                    last: nil, lastGoodAt: backupAge.map { now - $0 }, lastRun: lastRun, kept: 1, keepDays: 5,
                    strangers: [], nextAt: now, isRunning: false),
                purge: .init(lastRun: purgeRun, nextAt: now, isRunning: false), scanner: scanner,
                maxSignatureAge: .days(7)))
    }

    private static func scanner(
        _ state: ScannerStatus.State = .ready, age: Duration? = .hours(6), test: Bool = false, selfTest: String? = nil
    ) -> ScannerStatus {
        ScannerStatus(
            state: state, libraryVersion: "1.4.6", folder: "/var/lib/clamav", files: [], signatureCount: 1,
            builtAt: now,
            age: age, isTestDatabase: test, hasOfficialFiles: !test, loadedAt: now, problem: nil, warnings: [],
            lastSelfTest: SelfTestOutcome(at: now, problem: selfTest), scansRunning: 0, scansDone: 0,
            temporaryFolder: nil, temporaryIsInMemory: true)
    }

    @Test func `all well is healthy and says nothing`() {
        let health = Self.judge()
        #expect(health.level == .healthy)
        #expect(health.alerts.isEmpty)
    }

    @Test(arguments: [
        (Duration.hours(25), Health.Level.healthy), (.hours(27), .degraded), (.hours(49), .degraded),
        (.hours(51), .critical),
    ])
    func `a backup that is late is a warning, then critical`(age: Duration, level: Health.Level) {
        #expect(Self.judge(backupAge: age).level == level)
    }

    @Test func `no backup yet is a warning, and critical after two days`() {
        #expect(Self.judge(backupAge: nil, since: .hours(1)).level == .degraded)
        #expect(Self.judge(backupAge: nil, since: .hours(51)).level == .critical)
    }

    @Test func `a backup that failed is a warning`() {
        let run = JobRun(job: .backup, startedAt: Self.now, finishedAt: Self.now, result: .failed, note: "diskFull")
        #expect(Self.judge(lastRun: run).level == .degraded)
    }

    @Test func `a disk below its reserve is critical, below twice of it a warning`() {
        func disk(_ free: Int) -> EngineStatus.Disk { .init(free: free, total: 100, reserve: 10, readOnlyBecause: nil) }
        #expect(Self.judge(disk: disk(9)).level == .critical)
        #expect(Self.judge(disk: disk(19)).level == .degraded)
        #expect(Self.judge(disk: disk(20)).level == .healthy)
    }

    @Test func `a read-only store is critical`() {
        #expect(
            Self.judge(disk: .init(free: 100, total: 100, reserve: 1, readOnlyBecause: "fsync failed")).level
                == .critical)
    }

    @Test func `an unfinished rotation, an old key, unlocked memory are warnings`() {
        func keys(age: Duration = .days(1), pending: Int = 0, locked: Bool = true) -> EngineStatus.Keys {
            .init(currentTerm: 1, currentSince: Self.now - age, terms: [1], pending: pending, isMemoryLocked: locked)
        }
        #expect(Self.judge(keys: keys(pending: 1)).level == .degraded)
        #expect(Self.judge(keys: keys(age: .days(401))).level == .degraded)
        #expect(Self.judge(keys: keys(locked: false)).level == .degraded)
    }

    @Test func `a test database is a warning`() {
        #expect(Self.judge(scanner: Self.scanner(age: .days(90), test: true)).level == .degraded)
    }

    @Test func `signatures that are missing or too old, and a failed self-test are critical`() {
        #expect(Self.judge(scanner: Self.scanner(.failed(reason: "no signatures"))).level == .critical)
        #expect(Self.judge(scanner: Self.scanner(age: .days(8))).level == .critical)
        #expect(Self.judge(scanner: Self.scanner(selfTest: "EICAR passed")).level == .critical)
    }

    @Test func `the worst alert comes first`() {
        let health = Self.judge(
            disk: .init(free: 1, total: 100, reserve: 10, readOnlyBecause: nil), scanner: Self.scanner(test: true))
        #expect(health.alerts.map(\.level) == [.critical, .degraded])
    }
}
