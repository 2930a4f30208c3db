import GRDB
import TestSupport
import Testing

@testable import Engine

@Suite struct PurgeTests {
    private static func purge(_ box: TemporaryVault) async throws -> PurgeSummary {
        try await box.vault.purge(by: TemporaryVault.staff)
    }

    private static func rows(_ table: String, _ box: TemporaryVault) async throws -> Int {
        try await box.vault.catalog.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") ?? -1 }
    }

    /// Backs up and purges each day, as the schedule does.
    private static func live(_ days: Int, _ box: TemporaryVault) async throws {
        for _ in 0..<days {
            box.clock.advance(by: .days(1))
            try await box.backup()
            _ = try await purge(box)
        }
    }

    @Test func `ended sessions go and running ones stay`() async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            _ = try await Self.purge(box)
            #expect(try await Self.rows("session", box) == 1)
            box.clock.advance(by: .hours(49))
            _ = try await box.signIn("awa")
            let summary = try await Self.purge(box)
            #expect(summary.items.first { $0.kind == .sessions }?.count == 1)
            #expect(try await Self.rows("session", box) == 1)
        }
    }

    @Test func `that a session ended by itself is in its holder's journal, once`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            box.clock.advance(by: .hours(49))
            let now = try await box.signIn("awa").session.person
            for _ in 0..<2 { _ = try await Self.purge(box) }
            let ended = try await box.vault.journal(of: now, page: 1).entries.filter { $0.kind == .sessionEnded }
            #expect(ended.map(\.doer) == [.service])
            #expect(ended.first?.details[.count] == nil)
        }
    }

    @Test func `the journal tells of each session when it ended by itself, and not when the purge came by`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let signIn = box.settings.signingIn
            let start = box.clock.now()
            box.clock.advance(by: .minutes(1))
            _ = try await box.signIn("awa", mode: .publicComputer)
            box.clock.advance(by: .hours(49))
            _ = try await Self.purge(box)
            let now = try await box.signIn("awa").session.person
            let ended = try await box.vault.journal(of: now, page: 1).entries.filter { $0.kind == .sessionEnded }
            let ends = [start + .minutes(1) + signIn.publicIdle, start + signIn.idle]
            #expect(Set(ended.compactMap { $0.details[.until] }) == Set(ends.map { String($0.milliseconds) }))
            #expect(ended.count == 2)
        }
    }

    @Test func `of very many sessions that ended there is one line with their number and the last end`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary().account.id
            let end = box.clock.now() + box.settings.signingIn.idle
            try await box.vault.catalog.write { database in
                for number in 1...Purge.mostSessionLines {
                    try database.execute(
                        sql: """
                            INSERT INTO session (token_digest, account, mode, source, browser, created_at, last_seen_at,
                                ends_at, verified_at, factor_at)
                            SELECT randomblob(32), account, mode, source, browser, created_at, last_seen_at - ?, ends_at,
                                verified_at, factor_at
                            FROM session WHERE account = ? ORDER BY last_seen_at DESC LIMIT 1
                            """,
                        arguments: [number * 1000, awa.blob])
                }
            }
            box.clock.advance(by: .hours(49))
            _ = try await Self.purge(box)
            let now = try await box.signIn("awa").session.person
            let ended = try await box.vault.journal(of: now, page: 1).entries.filter { $0.kind == .sessionEnded }
            #expect(ended.map { $0.details[.count] } == ["\(Purge.mostSessionLines + 1)"])
            #expect(ended.first?.details[.until] == String(end.milliseconds))
        }
    }

    @Test func `old counters of failed attempts go`() async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            _ = try? await box.signIn("awa", "wrong")
            #expect(try await Self.rows("attempt_counter", box) > 0)
            box.clock.advance(by: .hours(49))
            _ = try await Self.purge(box)
            #expect(try await Self.rows("attempt_counter", box) == 0)
        }
    }

    @Test func `what a sign-in left behind goes when nothing looks at it any more`() async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            _ = try? await box.signIn("awa", "wrong")
            #expect(try await Self.rows("attempt", box) > 0)
            _ = try await Self.purge(box)
            #expect(try await Self.rows("attempt", box) > 0)
            box.clock.advance(by: .hours(49))
            _ = try await Self.purge(box)
            #expect(try await Self.rows("attempt", box) == 0)
        }
    }

    @Test func `old events leave the journal and the rest still verifies`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.purges.journalAge = .days(30) }) { box in
            for _ in 1...40 { _ = try await box.vault.verifyAudit(by: TemporaryVault.staff) }
            try await Self.live(29, box)
            let before = try await Self.rows("audit_event", box)
            box.clock.advance(by: .days(2))
            let plan = try await box.vault.purgePlan(by: TemporaryVault.staff)
            let due = try #require(plan.items.first { $0.kind == .journal }).count
            #expect(due >= 40)
            let summary = try await Self.purge(box)
            #expect(summary.items.first { $0.kind == .journal }?.count == due)
            // The purge's own event came in; nothing else did.
            let removals = summary.items.first { $0.kind == .snapshots }?.count ?? 0
            #expect(try await Self.rows("audit_event", box) == before - due + 1 + removals)
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        }
    }

    @Test func `an altered event is not swept away`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.purges.journalAge = .days(30) }) { box in
            for _ in 1...5 { _ = try await box.vault.verifyAudit(by: TemporaryVault.staff) }
            try await box.vault.catalog.write {
                try $0.execute(sql: "UPDATE audit_event SET result = 'failed' WHERE sequence = 3")
            }
            let before = try await Self.rows("audit_event", box)
            box.clock.advance(by: .days(60))
            await #expect(throws: VaultFailure(.catalogDamaged)) { try await Self.purge(box) }
            #expect(try await Self.rows("audit_event", box) >= before)
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).problem == .altered(sequence: 3))
        }
    }

    @Test func `the record of an erasure goes with the last snapshot that held the document`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            try await box.backup()
            box.clock.advance(by: .hours(1))
            _ = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            let summary = try await Self.purge(box)
            #expect(summary.goneFromSnapshotsBy == box.clock.now() + .days(5))
            try await Self.live(4, box)
            #expect(try await Self.rows("erasure", box) == 1)
            try await Self.live(1, box)
            #expect(try await Self.rows("erasure", box) == 0)
        }
    }

    @Test func `the file of an erased document that was left goes`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            _ = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            try await box.vault.catalog.write { try $0.execute(sql: "UPDATE erasure SET file_removed = 0") }
            let summary = try await Self.purge(box)
            #expect(summary.items.first { $0.kind == .erasedFiles }?.count == 1)
        }
    }

    @Test func `a second purge finds nothing`() async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            box.clock.advance(by: .hours(49))
            #expect(try await Self.purge(box).count > 0)
            #expect(try await Self.purge(box).count == 0)
        }
    }

    @Test func `a plan changes nothing`() async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            box.clock.advance(by: .hours(49))
            let first = try await box.vault.purgePlan(by: TemporaryVault.staff)
            #expect(first.count > 0)
            #expect(try await box.vault.purgePlan(by: TemporaryVault.staff) == first)
        }
    }

    @Test(arguments: [Duration.days(400), .days(-2)])
    func `nothing goes while the clock is in doubt`(jump: Duration) async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            try await Self.live(3, box)
            _ = try await box.signIn("awa")
            let events = try await Self.rows("audit_event", box)
            box.clock.set(box.clock.now() + jump)
            let summary = try await Self.purge(box)
            #expect(summary.items.isEmpty)
            #expect(summary.warnings.count == 1)
            #expect(try await Self.rows("session", box) == 1)
            #expect(try await Self.rows("audit_event", box) == events + 1)
            #expect(try SnapshotFiles(box).names().count == 3)
            #expect(try await box.vault.jobs.last(.purge)?.result == .incomplete)
        }
    }

    @Test func `a service that was stopped for a week on a machine that ran purges at once`() async throws {
        try await TemporaryVault.with { box in
            _ = try await box.beneficiary()
            _ = try await Self.purge(box)
            try await box.restart { box.clock.advance(by: .days(7)) }
            #expect(try await Self.purge(box).count > 0)
        }
    }

    @Test func `two purges at once are refused`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let pass = try box.vault.gate.enter(.purge)
            await #expect(throws: VaultFailure(.operationRunning)) { try await Self.purge(box) }
            withExtendedLifetime(pass) {}
        }
    }
}
