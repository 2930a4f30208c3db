import Engine
import Foundation
import Testing

@testable import vaultd

struct LanguageTests {
    let french: Language
    let english: Language

    init() throws {
        let languages = try SourceResources.renderer().languages
        french = languages.standard
        english = try #require(languages["en"])
    }

    @Test func `a date is written as people write it`() {
        #expect(french.date(Moment(seconds: 1_793_487_600)) == "1er novembre 2026")
        #expect(english.dateAndTime(Moment(seconds: 1_795_363_200)) == "22 November 2026 at 17:00")
    }

    @Test func `the hour follows summer time`() {
        #expect(french.time(Moment(seconds: 1_774_745_999)) == "01:59")
        #expect(french.time(Moment(seconds: 1_774_746_000)) == "03:00")
    }

    @Test(arguments: [-100_000, -25_509, -1, 0, 59, 11_016, 20_000, 2_000_000])
    func `calendar days agree with Foundation`(dayNumber: Int) throws {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: Double(dayNumber) * 86400)
        let parts = calendar.dateComponents([.month, .day, .weekday], from: date)
        let civil = CivilDate(dayNumber: dayNumber)
        #expect(civil.month == parts.month)
        #expect(civil.day == parts.day)
        #expect(civil.weekday == ((parts.weekday ?? 0) + 5) % 7)
    }

    @Test func `today and yesterday are named by the reader's day`() {
        let now = Moment(seconds: 1_795_363_200)
        #expect(french.dayHeading(now, now: now) == "aujourd’hui, dimanche 22 novembre 2026")
        #expect(french.dayHeading(now - .hours(18), now: now) == "hier, samedi 21 novembre 2026")
        #expect(english.dayHeading(now - .days(9), now: now) == "Friday 13 November 2026")
    }

    @Test(arguments: [
        (0, "0 octet", "0 bytes"), (1, "1 octet", "1 byte"), (1023, "1\u{202F}023 octets", "1,023 bytes"),
        (1536, "1,5\u{A0}Ko", "1.5\u{A0}KB"), (50 << 20, "50\u{A0}Mo", "50\u{A0}MB"),
        (700 << 20, "700\u{A0}Mo", "700\u{A0}MB"), (5 << 29, "2,5\u{A0}Go", "2.5\u{A0}GB"),
    ])
    func `a size is shown in its unit`(bytes: Int, inFrench: String, inEnglish: String) {
        #expect(french.size(bytes) == inFrench)
        #expect(english.size(bytes) == inEnglish)
    }

    @Test func `French counts nothing as one thing`() {
        #expect(french.text(.documentsCount, count: 0) == "0 document")
        #expect(english.text(.documentsCount, count: 0) == "0 documents")
        #expect(french.text(.documentsCount, count: 12_000) == "12\u{202F}000 documents")
    }

    @Test(arguments: [(0, "zero"), (1, "one"), (2, "two"), (10, "few"), (11, "many"), (100, "other"), (103, "few")])
    func `Arabic has six forms`(count: Int, form: String) {
        #expect(PluralRule.arabic.form(for: count).rawValue == form)
    }

    @Test func `a value that looks like a placeholder stays as it is`() {
        #expect(french.fill("{name} et {id}", ["name": "{id}", "id": "7"]) == "{id} et 7")
    }

    @Test func `a hint is left out when its values are unknown`() {
        #expect(french.explanation(of: VaultFailure(.documentTooLarge)).hint == nil)
        let known = VaultFailure(.documentTooLarge, ["limit": "52428800"])
        #expect(english.explanation(of: known).hint?.hasPrefix("A file may have up to 50\u{A0}MB.") == true)
    }

    @Test(arguments: [
        (61, "2 minutes"), (5400, "90 minutes"), (5401, "2 hours"), (86400, "24 hours"), (259_200, "72 hours"),
    ])
    func `a pause is told in minutes, and a long one in hours`(seconds: Int, words: String) {
        let failure = VaultFailure(.signInDelayed, retryAfter: seconds)
        #expect(english.explanation(of: failure).hint == "To protect the safe, wait \(words), then try again.")
    }
}
