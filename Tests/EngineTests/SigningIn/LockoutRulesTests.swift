import Testing

@testable import Engine

struct LockoutRulesTests {
    private let rules = LockoutRules(attempts: 10, pause: .minutes(2))
    private let start = Moment(seconds: 1_795_000_000)

    @Test(
        arguments: [(1, nil), (9, nil), (10, 2), (11, 4), (12, 8), (13, 16), (14, 32), (15, 60), (16, 60), (1000, 60)]
            as [(Int, Int?)])
    func `pauses begin at the tenth failure and double up to an hour`(failures: Int, minutes: Int?) {
        #expect(rules.pause(after: failures) == minutes.map { Duration.minutes($0) })
    }

    @Test func `ten failures in a row pause for two minutes`() {
        var counter: LockoutRules.Counter?
        for _ in 0..<9 { counter = rules.counting(counter, now: start) }
        #expect(rules.remaining(counter, now: start) == nil)
        counter = rules.counting(counter, now: start)
        #expect(rules.remaining(counter, now: start) == .minutes(2))
        #expect(rules.remaining(counter, now: start + .seconds(119)) == .seconds(1))
        #expect(rules.remaining(counter, now: start + .minutes(2)) == nil)
    }

    @Test func `a day without a failure forgets the earlier ones`() {
        let old = LockoutRules.Counter(failures: 9, blockedUntil: nil, lastFailureAt: start)
        #expect(rules.counting(old, now: start + .hours(23)).failures == 10)
        #expect(rules.counting(old, now: start + .hours(24)).failures == 1)
    }

    @Test func `a clock set back does not lengthen a pause beyond any pause there is`() {
        let counter = LockoutRules.Counter(failures: 10, blockedUntil: start + .minutes(2), lastFailureAt: start)
        #expect(rules.remaining(counter, now: start - .days(1)) == nil)
    }

    @Test func `a refunded attempt leaves the counter as it was`() {
        let nine = LockoutRules.Counter(failures: 9, blockedUntil: nil, lastFailureAt: start)
        #expect(rules.refunding(rules.counting(nine, now: start)) == nine)
        #expect(rules.refunding(rules.counting(nil, now: start)) == nil)
    }

    @Test(arguments: [
        ("192.0.2.7", "::ffff:192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", false), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1", true),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false), ("fe80::1%eth0", "fe80::2", true),
    ])
    func `one subscriber is one source`(left: String, right: String, same: Bool) {
        #expect((NetworkPrefix.of(left) == NetworkPrefix.of(right)) == same)
    }
}
