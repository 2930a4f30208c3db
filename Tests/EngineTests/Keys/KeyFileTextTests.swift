import Testing

@testable import Engine

/// Key files made by hand, with checks that fit, so that each is refused for its own reason.
struct KeyFileTextTests {
    private static let key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="
    private static let date = "2026-11-22T02:15:00Z"

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let text: [UInt8]
        let kind: KeyFileFlaw.Kind
        let line: Int
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ kind: KeyFileFlaw.Kind, line: Int = 1) {
            self.init(name, Array(text.utf8), kind, line: line)
        }

        init(_ name: String, _ text: [UInt8], _ kind: KeyFileFlaw.Kind, line: Int = 1) {
            self.name = name
            self.text = text
            self.kind = kind
            self.line = line
        }
    }

    /// A line with the check that fits it.
    private static func line(_ covered: String) throws -> String {
        "\(covered) \(Hex.encode(try Digest.sha256(Array(covered.utf8)).prefix(8)))\n"
    }

    private static func line(term: String, date: String = date, key: String = key) throws -> String {
        try line("vaultd-key v1 \(term) \(date) \(key)")
    }

    private static func bad() throws -> [Bad] {
        let good = try line(term: "1")
        let second = try line(term: "2")
        let third = try line(term: "3")
        return [
            Bad("nothing", "", .empty, line: 0),
            Bad("no end of the last line", String(good.dropLast()), .noEnd, line: 0),
            Bad("cut in the middle", String(good.prefix(60)), .noEnd, line: 0),
            Bad("too large", [UInt8](repeating: 10, count: KeyFile.maximumSize + 1), .tooLarge, line: 0),
            Bad("a blank line", "\n", .notALine),
            Bad("a blank line at the end", good + "\n", .notALine, line: 2),
            Bad("a comment", "# my keys\n" + good, .notALine),
            Bad("junk behind the lines", good + "junk\n", .notALine, line: 2),
            Bad("a seventh word", try line("vaultd-key v1 1 \(date) \(key) more"), .notALine),
            Bad("two blanks", good.replacing("v1 1", with: "v1  1"), .notALine),
            Bad("another first word", good.replacing("vaultd-key", with: "vault-key"), .notALine),
            Bad("a carriage return", good.replacing("\n", with: "\r\n"), .notText),
            Bad("a NUL", Array(good.utf8.dropLast()) + [0, 10], .notText),
            Bad("not UTF-8", [0xff, 0xfe] + Array(good.utf8), .notText),
            Bad("a later version", try line("vaultd-key v2 1 \(date) \(key)"), .unknownVersion),
            Bad("a slip in the key", good.replacing("q83v", with: "q93v"), .badCheck),
            Bad("a slip in the term", good.replacing("v1 1 ", with: "v1 2 "), .badCheck),
            Bad("a slip in the date", good.replacing("2026", with: "2027"), .badCheck),
            Bad("a check in capitals", try line("vaultd-key v1 1 \(date) \(key)").uppercasedCheck, .badCheck),
            Bad("term 0", try line(term: "0"), .badTerm),
            Bad("a negative term", try line(term: "-1"), .badTerm),
            Bad("a term with a plus", try line(term: "+1"), .badTerm),
            Bad("a term with leading zeros", try line(term: "01"), .badTerm),
            Bad("a term beyond 32 bits", try line(term: "4294967296"), .badTerm),
            Bad("a term that is no number", try line(term: "one"), .badTerm),
            Bad("a date without zone", try line(term: "1", date: "2026-11-22T02:15:00"), .badDate),
            Bad("a date that does not exist", try line(term: "1", date: "2026-02-30T02:15:00Z"), .badDate),
            Bad("a date with fractions", try line(term: "1", date: "2026-11-22T02:15:00.5Z"), .badDate),
            Bad("a key of 31 bytes", try line(term: "1", key: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeA=="), .badKey),
            Bad("a key of 33 bytes", try line(term: "1", key: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCr"), .badKey),
            Bad("a short key", try line(term: "1", key: "q83v"), .badKey),
            Bad("a key with a foreign letter", try line(term: "1", key: "!" + key.dropFirst()), .badKey),
            Bad("a key of URL letters", try line(term: "1", key: "-_" + key.dropFirst(2)), .badKey),
            Bad("a key with bits behind its end", try line(term: "1", key: String(key.dropLast(2)) + "B="), .badKey),
            Bad("a term twice", good + good, .duplicate, line: 2),
            Bad("a gap", good + third, .gap, line: 2),
            Bad("terms in the wrong order", second + good, .order, line: 2),
            Bad("a term again after the next", good + second + good, .duplicate, line: 3),
            Bad(
                "too many terms", try (1...(KeyFile.maximumTerms + 1)).map { try line(term: "\($0)") }.joined(),
                .tooManyTerms, line: KeyFile.maximumTerms + 1
            ),
        ]
    }

    @Test(arguments: try bad())
    func `a key file that is not as we write it is refused with line and reason`(bad: Bad) {
        #expect(throws: KeyFileFlaw(kind: bad.kind, line: bad.line)) {
            try bad.text.withUnsafeBytes { try KeyFile(parsing: $0) }
        }
    }

    @Test func `every reason of refusal has its example`() throws {
        #expect(Set(try Self.bad().map(\.kind)) == Set(KeyFileFlaw.Kind.allCases))
    }

    @Test func `a key file made by hand is read and written the same`() throws {
        let text = try Self.line(term: "4") + Self.line(term: "5", date: "2027-01-01T00:00:00Z")
        let file = try Array(text.utf8).withUnsafeBytes { try KeyFile(parsing: $0) }
        let written = try file.text().withUnsafeBytes { Array($0) }

        #expect(file.terms == [4, 5])
        #expect(written == Array(text.utf8))
    }
}

extension String {
    fileprivate var uppercasedCheck: String {
        guard let blank = lastIndex(of: " ") else { return self }
        return self[...blank] + self[index(after: blank)...].uppercased()
    }
}
