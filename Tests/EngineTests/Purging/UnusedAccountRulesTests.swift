import Testing

@testable import Engine

/// When which step is due for an account that nobody uses.
@Suite struct UnusedAccountRulesTests {
    private static let now = Moment(seconds: 1_795_000_000)
    private static let rules = UnusedAccountRules(age: .days(365), disabledAge: .days(180))

    private static func step(
        _ stage: UnusedStage, since days: Int, used: Int = 5000, comingBack: Bool = false
    ) -> UnusedAccountRules.Step? {
        let use = AccountUse(
            account: AccountID(), usedAt: now - .days(used), stage: stage, since: stage == .used ? nil : now - .days(days),
            isComingBack: comingBack)
        return rules.step(use, now: now)
    }

    @Test func `the first step is to tell, however long nobody has come`() {
        #expect(Self.step(.used, since: 0, used: 304) == nil)
        #expect(Self.step(.used, since: 0, used: 305) == .tell)
        #expect(Self.step(.used, since: 0, used: 20_000) == .tell)
        #expect(Self.step(.used, since: 0, used: -400) == nil)
    }

    @Test func `each step waits for its own time after the one before it`() {
        let due: [(stage: UnusedStage, days: Int, step: UnusedAccountRules.Step)] = [
            (.told, 45, .tellAgain), (.toldAgain, 15, .disable), (.disabled, 120, .tellOfDeletion),
            (.toldOfDeletion, 60, .erase),
        ]
        for (stage, days, step) in due {
            #expect(Self.step(stage, since: days - 1) == nil, "\(stage)")
            #expect(Self.step(stage, since: days) == step, "\(stage)")
        }
    }

    @Test func `what was told long ago and did not come is told again`() {
        #expect(Self.step(.told, since: 45 + 30) == .tell)
        #expect(Self.step(.toldAgain, since: 15 + 29) == .disable)
        #expect(Self.step(.toldAgain, since: 15 + 30) == .tell)
        #expect(Self.step(.toldOfDeletion, since: 60 + 29) == .erase)
        #expect(Self.step(.toldOfDeletion, since: 60 + 30) == .tellOfDeletion)
        for stage in [UnusedStage.told, .toldAgain] {
            #expect(Self.step(stage, since: -31) == .tell, "a clock that was ahead")
        }
    }

    @Test func `nobody on the way back in is disabled or deleted meanwhile`() {
        #expect(Self.step(.toldAgain, since: 20, comingBack: true) == nil)
        #expect(Self.step(.toldOfDeletion, since: 70, comingBack: true) == nil)
    }

    @Test func `where the rule is switched off nothing is announced, and what is disabled is kept`() {
        var settings = Settings()
        #expect(settings.unusedAccountRules?.end(of: .disabled, since: Self.now) == Self.now + .days(365))
        settings.purges.unusedAge = .zero
        #expect(settings.unusedAccountRules == nil)
        #expect(UnusedStanding(.told, since: Self.now, nil) == nil)
        #expect(UnusedStanding(.toldOfDeletion, since: Self.now, nil) == .disabled(deletedFrom: nil))
        #expect(UnusedStanding(.toldAgain, since: Self.now, Self.rules) == .willBeDisabled(Self.now + .days(15)))
        #expect(UnusedStanding(.disabled, since: Self.now, Self.rules) == .disabled(deletedFrom: Self.now + .days(180)))
    }

    @Test func `the defaults keep what nobody uses for ten years`() {
        let purges = Settings().purges
        #expect(purges.unusedAge + purges.disabledAge == .days(3650))
    }
}
