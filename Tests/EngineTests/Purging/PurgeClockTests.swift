import GRDB
import TestSupport
import Testing

@testable import Engine

/// RET-06: no purge deletes on a clock jump, whatever was done under the wrong clock.
@Suite struct PurgeClockTests {
    /// A store with something due for deletion as soon as the clock is months ahead, and for some hours in use.
    private static func withStore(_ body: (TemporaryVault) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            _ = try await box.vault.purge(by: TemporaryVault.staff)
            box.clock.advance(by: .hours(20))
            try await box.backup()
            try await body(box)
        }
    }

    private static func purge(_ box: TemporaryVault) async throws -> PurgeSummary {
        try await box.vault.purge(by: TemporaryVault.staff)
    }

    private static func jump(_ box: TemporaryVault, _ duration: Duration) { box.clock.set(box.clock.now() + duration) }

    private static func refuses(_ box: TemporaryVault, _ place: SourceLocation = #_sourceLocation) async throws {
        let sessions = try await rows(box)
        let summary = try await purge(box)
        #expect(summary.items.isEmpty, sourceLocation: place)
        #expect(summary.warnings.count == 1, sourceLocation: place)
        #expect(try await rows(box) == sessions, sourceLocation: place)
    }

    private static func rows(_ box: TemporaryVault) async throws -> Int {
        try await box.vault.catalog.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM session") ?? -1 }
    }

    @Test func `a snapshot that was made under the wrong clock clears no doubt`() async throws {
        try await Self.withStore { box in
            Self.jump(box, .days(400))
            try await box.backup()
            try await Self.refuses(box)
        }
    }

    @Test func `neither does a second purge by hand, nor ten of them, nor a restart`() async throws {
        try await Self.withStore { box in
            Self.jump(box, .days(400))
            for _ in 1...10 {
                try await Self.refuses(box)
                box.clock.advance(by: .minutes(5))
            }
            try await box.restart()
            try await Self.refuses(box)
            box.clock.restartMachine(after: .minutes(2))
            try await box.restart()
            try await box.backup()
            try await Self.refuses(box)
        }
    }

    @Test func `two nights under the wrong clock with backup and purge delete nothing`() async throws {
        try await Self.withStore { box in
            Self.jump(box, .days(400))
            for _ in 1...3 {
                let summary = try await box.backup()
                #expect(summary.removed.isEmpty)
                try await Self.refuses(box)
                box.clock.advance(by: .days(1) - .minutes(10))
            }
        }
    }

    @Test func `once the clock is put right, purges go on, with no trace of the jump but in the journal`() async throws {
        try await Self.withStore { box in
            Self.jump(box, .days(400))
            try await box.backup()
            try await Self.refuses(box)
            box.clock.advance(by: .hours(2))
            Self.jump(box, .days(-400))
            // What was recorded in the future is in the way until something was recorded since.
            try await box.backup()
            _ = try await Self.purge(box)
            _ = try await Self.purge(box)
            #expect(try await Self.rows(box) == 1)
            box.clock.advance(by: .days(2))
            #expect(try await Self.purge(box).items.first { $0.kind == .sessions }?.count == 1)
        }
    }

    @Test func `a clock that was set back deletes nothing until it has proved itself`() async throws {
        try await Self.withStore { box in
            box.clock.advance(by: .days(2))
            _ = try await box.vault.lookAtClock()
            Self.jump(box, .days(-1))
            try await Self.refuses(box)
            try await Self.refuses(box)
            try await box.backup()
            try await Self.refuses(box)
            box.clock.advance(by: .days(3) + .hours(1))
            #expect(try await Self.purge(box).count > 0)
        }
    }

    @Test func `a machine that was off for months deletes nothing at first, and goes on by itself`() async throws {
        try await Self.withStore { box in
            box.clock.restartMachine(after: .days(100))
            try await box.restart()
            try await box.backup()
            try await Self.refuses(box)
            let status = try await box.vault.status(by: TemporaryVault.staff)
            #expect(status.health.alerts.contains { $0.message.hasPrefix("the clock is in doubt: it went forward") })
            box.clock.advance(by: .days(3))
            _ = try await Self.purge(box)
            #expect(try await Self.rows(box) == 0)
            let later = try await box.vault.status(by: TemporaryVault.staff)
            #expect(!later.health.alerts.contains { $0.message.hasPrefix("the clock is in doubt") })
        }
    }

    @Test func `a plan under a wrong clock says so and keeps nothing of what it saw`() async throws {
        try await Self.withStore { box in
            Self.jump(box, .days(400))
            let wrong = try await box.vault.purgePlan(by: TemporaryVault.staff)
            #expect(wrong.suspicion != nil)
            Self.jump(box, .days(-400))
            let right = try await box.vault.purgePlan(by: TemporaryVault.staff)
            #expect(right.suspicion == nil)
        }
    }
}
