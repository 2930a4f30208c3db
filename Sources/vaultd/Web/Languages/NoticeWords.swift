import Engine

/// The words of messages, from the catalogues.
struct NoticeWords: NoticeRenderer {
    let languages: Languages
    let settings: LiveSettings

    var senderName: String { settings.current.web.serviceName }

    func text(
        _ purpose: NoticePurpose, values: [NoticeValue: String], language code: String, channel: Notice.Channel
    ) -> NoticeText {
        let language = languages[code] ?? languages.standard
        let words = filled(values, language, channel)
        func sentence(_ part: String) -> String { language.fill(language.word("notice.\(purpose.rawValue).\(part)"), words) }
        switch channel {
        case .sms: return NoticeText(subject: "", body: Self.plain(sentence("sms")))
        case .email:
            let footer = language.fill(language.word("notice.footer"), ["service": senderName])
            let parts = [language.word("notice.hello"), sentence("body"), values[.link], footer].compactMap(\.self)
            return NoticeText(subject: sentence("subject"), body: parts.joined(separator: "\n\n") + "\n")
        }
    }

    private func filled(
        _ values: [NoticeValue: String], _ language: Language, _ channel: Notice.Channel
    ) -> [String: String] {
        var words: [String: String] = [:]
        for (key, value) in values { words[key.rawValue] = value }
        if let moment = values[.moment].flatMap(Int64.init).map(Moment.init(milliseconds:)) {
            words["moment"] = channel == .sms ? language.shortMoment(moment) : language.dateAndTime(moment)
        }
        return words
    }

    /// The same in letters of the GSM alphabet, where there are such: one odd quote makes two messages out of one.
    private static func plain(_ text: String) -> String {
        String(text.map { ["’": "'", "‘": "'", "\u{A0}": " ", "\u{202F}": " "][$0] ?? $0 })
    }
}
