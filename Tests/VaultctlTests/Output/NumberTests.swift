import Foundation
import Testing

@testable import vaultctl

@Suite struct NumberTests {
    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (102_349, "100 KiB"), (1_048_575, "1.0 MiB"),
        (65_900_000_000, "61.4 GiB"), (222_298_112, "212 MiB"), (Int.max, "8.0 EiB"), (-2048, "-2.0 KiB"),
    ])
    func `sizes have three digits at most and a binary unit`(bytes: Int, text: String) {
        #expect(Sizes.text(bytes) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (8_721_334, "8 721 334"), (-1234, "-1 234")])
    func `counts are grouped in threes`(number: Int, text: String) {
        #expect(Sizes.count(number) == text)
    }

    @Test func `one thing is not several`() {
        #expect(Sizes.count(1, "document") == "1 document")
        #expect(Sizes.count(0, "document") == "0 documents")
    }

    @Test(arguments: [
        (-3.0, "0.0s"), (0.04, "0.0s"), (2.9, "2.9s"), (9.96, "10s"), (59.4, "59s"), (112.0, "1m52s"), (12000.0, "3h20m"),
        (1_051_200.0, "12d 4h"),
    ])
    func `durations show their two largest units`(seconds: Double, text: String) {
        #expect(Durations.text(seconds: seconds) == text)
    }

    @Test(arguments: [(59.0, "59 s"), (240.0, "4 min"), (21600.0, "6 h"), (172_799.0, "47 h"), (3_542_400.0, "41 d")])
    func `ages are rough`(seconds: Double, text: String) {
        #expect(Durations.rough(seconds: seconds) == text)
    }

    @Test func `a moment of the same day shows its hour, another day its date, another year all`() {
        #expect(Durations.moment(Samples.now.addingTimeInterval(-300), seenFrom: Samples.now) == "02:15")
        #expect(Durations.moment(Samples.now.addingTimeInterval(86100), seenFrom: Samples.now) == "11-23 02:15")
        #expect(Durations.moment(Samples.now.addingTimeInterval(-400 * 86400), seenFrom: Samples.now) == "2025-10-18 02:20")
    }

    @Test func `text from people cannot move the cursor or turn the line around`() {
        #expect(Printable.text("a\u{1B}[2Jb\nc\u{202E}d\u{2066}e") == "a?[2Jb?c?d?e")
        #expect(Printable.text("Noûr حداد") == "Noûr حداد")
    }
}
