import Engine
import Testing

@testable import vaultd

struct HTTPDateTests {
    @Test(arguments: [
        (Int64(0), "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
        (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func `a date is written as HTTP has it`(seconds: Int64, expected: String) {
        #expect(HTTPDate.format(secondsSince1970: seconds) == expected)
    }

    @Test func `the date moves with the clock`() {
        let clock = ManualClock(Moment(seconds: 0))
        let date = HTTPDate(clock: clock)
        #expect(date.text == "Thu, 01 Jan 1970 00:00:00 GMT")
        clock.advance(by: .seconds(1))
        #expect(date.text == "Thu, 01 Jan 1970 00:00:01 GMT")
    }
}
