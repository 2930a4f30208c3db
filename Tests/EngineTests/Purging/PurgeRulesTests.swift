import Testing

@testable import Engine

@Suite struct PurgeRulesTests {
    private static let now = Moment(seconds: 1_795_000_000)

    private static func suspicion(head: Duration? = nil, purge: Duration? = nil, snapshot: Duration? = nil) -> String? {
        let evidence = PurgeRules.ClockEvidence(
            journalHead: head.map { now - $0 }, lastPurge: purge.map { now - $0 },
            lastSnapshot: snapshot.map { now - $0 })
        return PurgeRules.suspicion(evidence, now: now)
    }

    @Test func `a new store is not suspicious`() {
        #expect(Self.suspicion() == nil)
        #expect(Self.suspicion(head: .days(1000)) == nil)
    }

    @Test func `a clock behind what was recorded is suspicious`() {
        #expect(Self.suspicion(head: .hours(-1)) != nil)
        #expect(Self.suspicion(purge: .days(-1)) != nil)
        #expect(Self.suspicion(snapshot: .days(-1)) != nil)
        #expect(Self.suspicion(head: .minutes(-4)) == nil)
    }

    @Test func `limits follow the settings`() {
        var settings = Settings()
        settings.purges.sessionAge = .days(2)
        settings.purges.journalAge = .days(30)
        settings.signingIn.idle = .minutes(20)
        settings.signingIn.publicIdle = .minutes(5)
        let limits = PurgeRules.limits(now: Self.now, settings: settings, oldestSnapshot: nil)
        #expect(limits.sessions == Self.now - .days(2))
        #expect(limits.idle == Self.now - .days(2) - .minutes(20))
        #expect(limits.publicIdle == Self.now - .days(2) - .minutes(5))
        #expect(limits.journal == Self.now - .days(30))
        #expect(limits.erasures == nil)
    }

    @Test func `a plan names only what is due, with its reason`() {
        let facts = PurgeRules.Facts(sessions: 2, journal: 7)
        let plan = PurgeRules.plan(facts, now: Self.now, settings: Settings(), suspicion: nil)
        #expect(plan.items.map(\.kind) == [.sessions, .journal])
        #expect(plan.items.map(\.reason) == ["ended more than 1 day ago", "older than 365 days"])
        #expect(plan.count == 9)
    }
}
