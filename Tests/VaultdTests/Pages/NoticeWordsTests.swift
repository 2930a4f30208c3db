import Engine
import Foundation
import Testing

@testable import vaultd

/// The words of messages.
struct NoticeWordsTests {
    private let words: NoticeWords

    init() throws {
        let languages = try Languages(folder: Site.resources + "/languages", defaultCode: "fr", zone: .gmt)
        words = NoticeWords(languages: languages, settings: LiveSettings(Settings()))
    }

    /// Values as long as they come; December has the longest name.
    private static let values: [NoticeValue: String] = [
        .code: "12345678", .minutes: "15", .count: "12", .moment: NoticeValue.text(Moment(seconds: 1_796_083_199)),
        .link: "", .detail: "one source tries many identifiers",
    ]

    @Test(arguments: ["fr", "en", "ar"], NoticePurpose.allCases)
    func `every SMS fits into one part, but for the link in it`(_ language: String, _ purpose: NoticePurpose) {
        let text = SMSText(words.text(purpose, values: Self.values, language: language, channel: .sms).body)
        #expect(text.parts == 1, "\(text.text.count): \(text.text)")
        #expect(text.isGSM == (language != "ar"), "\(text.text)")
        #expect(!text.text.contains("{"), "\(text.text)")
    }

    @Test(arguments: ["fr", "en", "ar"], NoticePurpose.allCases)
    func `no SMS names the service, a structure or a place`(_ language: String, _ purpose: NoticePurpose) {
        let text = words.text(purpose, values: Self.values, language: language, channel: .sms).body
        for word in ["coffre", "Coffre", "safe", "خزنة", "CCAS"] { #expect(!text.contains(word)) }
    }

    @Test(arguments: ["fr", "en", "ar"], NoticePurpose.allCases)
    func `every e-mail has a subject, a greeting and no hole`(_ language: String, _ purpose: NoticePurpose) {
        var values = Self.values
        values[.link] = "https://coffre.example/x"
        let text = words.text(purpose, values: values, language: language, channel: .email)
        #expect(!text.subject.isEmpty && !text.subject.contains("{") && !text.body.contains("{"))
        #expect(text.body.contains("\nhttps://coffre.example/x\n"))
        #expect(!text.subject.contains("12345678"), "a code in the subject would show on a locked screen")
    }

    @Test func `a language that is not spoken falls back to the default, with moments in the zone of the service`() {
        let text = words.text(.securityChanged, values: Self.values, language: "de", channel: .sms).body
        #expect(text == "Vos moyens d'entrer ont changé le 30/11 23:59. Ce n'est pas vous ? Demandez de l'aide.")
    }
}
