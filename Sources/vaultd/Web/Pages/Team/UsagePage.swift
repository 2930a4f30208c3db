import Engine

/// How a structure uses the service, in numbers: `GET /team/usage`. Never a word about anybody.
struct UsagePage: Page {
    static let template = PageTemplate.usage
    var section: PageSection? { .usage }
    var structureName: String
    var usage: StructureUsage

    func title(in language: Language) -> String { language.word("usage.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        func text(_ count: MaskedCount) -> Field {
            switch count {
            case .few: .text(language.text(.usageFew, ["limit": language.number(MaskedCount.smallest)]))
            case .exactly(let number): .text(language.number(number))
            }
        }
        return [
            "structure-name": .text(structureName),
            "professionals": .text(language.number(usage.professionals)),
            "affiliated": text(usage.affiliated),
            "safes": text(usage.safesInUse),
            "papers": text(usage.documents),
            "sign-ins": text(usage.signIns),
        ]
    }
}
