import Engine

/// The facts of this service that stand in the official texts.
struct TextFacts {
    let settings: Settings

    /// What is put in for each placeholder, in the words of a language. The operator has not said what is empty.
    ///
    /// A line whose fact does not exist here, such as what becomes of unused accounts where that is switched off, is left
    /// out.
    func values(in language: Language) -> [String: String] {
        func minutes(_ duration: Duration) -> String { language.text(.minutes, count: Int(duration.inSeconds / 60)) }
        let facts = [
            "service": settings.web.serviceName,
            "provider": settings.texts.provider,
            "dpo-contact": settings.texts.dpoContact,
            "hosting": settings.texts.hosting,
            "backup-days": language.number(settings.backups.keepDays),
            "journal-months": language.number(Int((Double(settings.purges.journalAge.inSeconds) / 86400 / 30.44).rounded())),
            "idle": minutes(settings.signingIn.idle),
            "shared-idle": minutes(settings.signingIn.publicIdle),
            "quota": language.size(settings.documents.safeQuota),
            "max-size": language.size(settings.documents.maxSize),
        ]
        let purges = settings.purges
        guard purges.unusedAge > .zero else { return facts }
        let unused = [
            "unused-age": language.longTime(purges.unusedAge), "disabled-age": language.longTime(purges.disabledAge),
        ]
        return facts.merging(unused) { $1 }
    }
}

extension WebServices {
    /// A text in the reader's language, or in the default one where it is not written in that.
    ///
    /// - Parameter version: nil for the one in force.
    /// - Throws: `notFound`.
    func officialText(_ kind: OfficialText.Kind, version: String? = nil, for reader: Language) throws -> OfficialText {
        let facts = TextFacts(settings: settings.current)
        for language in [reader, renderer.languages.standard] {
            let values = facts.values(in: language)
            if let text = try texts.text(kind, version: version, languages: [language.code], values: values) { return text }
        }
        throw VaultFailure(.notFound)
    }
}
