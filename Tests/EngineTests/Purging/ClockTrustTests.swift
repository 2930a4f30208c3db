import Testing

@testable import Engine

@Suite struct ClockTrustTests {
    private static let start = Moment(seconds: 1_795_000_000)

    /// A look at the clock: so much later by the wall, by the machine's own time, and after which start of it.
    private struct Look {
        let wall: Duration
        let passed: Duration
        var boot = "1"
        let isBelieved: Bool
    }

    private func check(_ looks: [Look], _ place: SourceLocation = #_sourceLocation) {
        var trust = ClockTrust(first: Self.reading(.zero, .zero, "1"), last: nil)
        for (index, look) in looks.enumerated() {
            trust.look(at: Self.reading(look.wall, look.passed, look.boot))
            #expect((trust.suspicion == nil) == look.isBelieved, "look \(index)", sourceLocation: place)
        }
    }

    private static func reading(_ wall: Duration, _ passed: Duration, _ boot: String) -> ClockReading {
        ClockReading(wall: start + wall, uptime: .hours(1) + passed, boot: boot)
    }

    @Test func `a clock that runs evenly is believed, whatever time passes between two looks`() {
        check([
            Look(wall: .hours(1), passed: .hours(1), isBelieved: true),
            Look(wall: .days(90), passed: .days(90), isBelieved: true),
            Look(wall: .days(91) + .minutes(20), passed: .days(91), isBelieved: true),
        ])
    }

    @Test(arguments: [Duration.days(400), .hours(2), .hours(-2), .days(-400)])
    func `a jump is doubted until the clock has run evenly for three days`(jump: Duration) {
        check([
            Look(wall: .hours(1) + jump, passed: .hours(1), isBelieved: false),
            Look(wall: .hours(1) + .minutes(5) + jump, passed: .hours(1) + .minutes(5), isBelieved: false),
            Look(wall: .hours(72) + jump, passed: .hours(72), isBelieved: false),
            Look(wall: .hours(73) + jump, passed: .hours(73), isBelieved: true),
        ])
    }

    @Test(arguments: [Duration.days(400), .days(-400)])
    func `a clock that is put right is believed at once`(jump: Duration) {
        check([
            Look(wall: .hours(1) + jump, passed: .hours(1), isBelieved: false),
            Look(wall: .hours(30) + jump, passed: .hours(30), isBelieved: false),
            Look(wall: .hours(31), passed: .hours(31), isBelieved: true),
        ])
    }

    @Test func `a second jump begins the doubt anew`() {
        check([
            Look(wall: .days(400), passed: .hours(1), isBelieved: false),
            Look(wall: .days(402), passed: .hours(49), isBelieved: false),
            Look(wall: .days(800), passed: .hours(50), isBelieved: false),
            Look(wall: .days(802), passed: .hours(98), isBelieved: false),
            Look(wall: .days(803) + .hours(1), passed: .hours(123), isBelieved: true),
        ])
    }

    @Test func `a weekend without power is believed, months are believed after three days`() {
        check([
            Look(wall: .hours(71), passed: .zero, boot: "2", isBelieved: true),
            Look(wall: .days(100), passed: .zero, boot: "3", isBelieved: false),
            Look(wall: .days(102), passed: .days(2), boot: "3", isBelieved: false),
            Look(wall: .days(103), passed: .days(3), boot: "3", isBelieved: true),
        ])
    }

    @Test func `a machine that is restarted every day is believed in the end, and its stops prove nothing`() {
        var looks = [Look(wall: .days(100), passed: .zero, boot: "2", isBelieved: false)]
        for day in 1...9 {
            // Twelve hours on, twelve hours off.
            looks.append(Look(wall: .days(100 + day), passed: .zero, boot: "b\(day)", isBelieved: day > 6))
            looks.append(
                Look(wall: .days(100 + day) + .hours(12), passed: .hours(12), boot: "b\(day)", isBelieved: day >= 6))
        }
        check(looks)
    }

    @Test func `a virtual machine that was set back to an earlier state is taken for started anew`() {
        check([
            Look(wall: .hours(10), passed: .hours(10), isBelieved: true),
            Look(wall: .hours(20), passed: .hours(5), isBelieved: true),
            Look(wall: .days(30), passed: .hours(1), isBelieved: false),
        ])
    }

    @Test func `an older store's last event is the first that is known of the clock`() {
        let now = Self.reading(.zero, .zero, "1")
        #expect(ClockTrust(first: now, last: Self.start - .hours(71)).suspicion == nil)
        #expect(ClockTrust(first: now, last: Self.start - .days(400)).suspicion != nil)
        #expect(ClockTrust(first: now, last: Self.start + .days(1)).suspicion != nil)
    }
}
