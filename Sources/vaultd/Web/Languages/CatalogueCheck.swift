import Engine

/// Holds one catalogue against another and against what the code asks for.
struct CatalogueCheck {
    let reference: Language

    /// Throws `settingsUnusable` with the first difference, by name.
    func check(_ language: Language) throws {
        let mine = Set(language.entries.keys)
        let theirs = Set(reference.entries.keys)
        if let key = theirs.subtracting(mine).min() { throw fault("\(key) is missing", language) }
        if let key = mine.subtracting(theirs).min() { throw fault("\(key) is not in \(reference.code)", language) }
        if let key = Self.needed.subtracting(mine).min() { throw fault("\(key) is missing", language) }
        for (key, entry) in reference.entries {
            guard let other = language.entries[key] else { continue }
            try compare(key, entry, other, language)
        }
    }

    private func compare(_ key: String, _ entry: CatalogueEntry, _ other: CatalogueEntry, _ language: Language) throws {
        guard entry.sort == other.sort else {
            throw fault("\(key) is not of the sort it is in \(reference.code)", language)
        }
        let mine = other.placeholders.subtracting(["count"])
        guard mine == entry.placeholders.subtracting(["count"]) else {
            throw fault("\(key) has other placeholders than in \(reference.code)", language)
        }
        guard !other.sentences.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }), !mine.contains("") else {
            throw fault("\(key) has a line break or a double brace", language)
        }
    }

    private func fault(_ reason: String, _ language: Language) -> VaultFailure {
        ResourceFault.failure("languages/\(language.code).yaml: \(reason)")
    }

    /// Those of the pages about people, which are asked for by the names of things.
    private static let peopleWords: Set<String> = {
        var keys: Set<String> = [
            "people.title", "people.end-title", "affiliate.title", "opening.title", "summary.title", "team.title",
            "team.add-title", "team.added-title", "team.limit-title", "team.remove-title", "team.factors-title",
            "team.doer-gone",
            "team.scope-all", "usage.title", "papers.title", "sheet.title", "invitation.title",
            "invitation.made-title", "invitation.list-title",
        ]
        keys.formUnion(OpeningPage.words.values)
        keys.formUnion(RecoveryCardSheet.printedWords.values)
        keys.formUnion(TeamMemberView.Standing.allCases.map { "team.standing.\($0.rawValue)" })
        keys.formUnion(TeamPage.Done.allCases.map { "team.done.\($0.rawValue)" })
        keys.formUnion(PeoplePage.Done.allCases.map { "people.done.\($0.rawValue)" })
        keys.formUnion(MandateAct.allCases.map { "act.\($0.rawValue)" })
        keys.insert("opening.visibility-title")
        keys.formUnion(OpeningPage.sheetPoints.map { "sheet.\($0)" })
        keys.formUnion(SummaryPage.words.map { "summary.\($0)" })
        return keys
    }()

    /// Every key that Swift code asks for.
    static let needed: Set<String> = {
        var keys = Set(Phrase.allCases.map(\.rawValue))
        for code in FailureCode.allCases {
            keys.insert("failure.\(code.rawValue).sentence")
            keys.insert("failure.\(code.rawValue).hint")
        }
        keys.formUnion(AuditEvent.Kind.allCases.map { "journal.event.\($0.rawValue)" })
        keys.formUnion(ActsPage.ownWords.map { "acts.event.\($0.rawValue)" })
        keys.formUnion(MyJournalPage.Doer.words.map { "journal.doer.\($0)" })
        keys.formUnion(Banner.allCases.map { "banner.\($0.rawValue)" })
        keys.formUnion(PaperKind.allCases.map { "kind.\($0.rawValue)" })
        for purpose in NoticePurpose.allCases {
            for part in ["sms", "subject", "body"] { keys.insert("notice.\(purpose.rawValue).\(part)") }
        }
        keys.formUnion(AlertKind.allCases.filter(\.concernsHolder).map { "news.\($0.rawValue)" })
        keys.formUnion(["notice.hello", "notice.footer"])
        keys.formUnion(MandateAct.allCases.map { "act.\($0.rawValue)" })
        keys.formUnion(ExternalLink.State.allCases.map { "link.state.\($0.rawValue)" })
        keys.formUnion(SharingOverviewPage.Done.allCases.map { "sharing.done.\($0.rawValue)" })
        keys.formUnion(DefaultVisibility.allCases.map { "visibility.\($0.rawValue)" })
        keys.formUnion(PersonPage.Done.allCases.map { "person.done.\($0.rawValue)" })
        keys.insert("sharing.comma")
        keys.formUnion(peopleWords)
        keys.formUnion(["calendar.months", "calendar.weekdays"])
        return keys
    }()
}
