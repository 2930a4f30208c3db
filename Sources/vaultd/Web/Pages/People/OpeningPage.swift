import Engine

/// A professional opens a safe with the person present: `GET` and `POST /people/new`, one thing on each screen.
struct OpeningPage: Page {
    static let template = PageTemplate.opening
    var section: PageSection? { .people }
    var form: OpeningForm
    var step: OpeningForm.Step
    var structures: [StructureChoice]
    var languages: [LanguageChoice]
    /// What the person reads: the sheet, the mandate and the choice of a password are in it.
    var personLanguage: Language
    /// Whether the structure follows somebody of this name and birth date already.
    var isProbablyKnown = false
    var minimumLength: Int
    /// The ways by which the person can be invited instead.
    var inviting: Set<Notice.Channel> = []
    /// The information sheet or the mandate in full, in a language that it is written in.
    var sheet: TextSheet?
    var failure: VaultFailure?
    /// The two passwords differed.
    var differs = false

    func title(in language: Language) -> String { language.word("opening.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let steps = OpeningForm.Step.allCases
        let number = (steps.firstIndex(of: step) ?? 0) + 1
        return common(in: language, number: number, of: steps.count).merging(theirs) { $1 }
    }

    private func common(in language: Language, number: Int, of count: Int) -> [String: Field] {
        var fields: [String: Field] = [
            "position": .text(
                language.text(.openingStep, ["step": language.number(number), "steps": language.number(count)])),
            "notice": language.notice(of: failure),
            "differs": .flag(differs),
            "carried": .list(
                form.carried(at: step).map { ["carried-name": .text($0.name), "carried-value": .text($0.value)] }),
            "several": .flag(structures.count > 1),
            "structures": .list(structures.map(\.fields)),
            "reading": .list(languages.map(\.fields)),
            "first-name": .text(form.firstName),
            "last-name": .text(form.lastName),
            "birth-date": .text(form.birthDate),
            "phone": .text(form.phone),
            "email": .text(form.email),
            "may-invite": .flag(!inviting.isEmpty),
            "may-invite-sms": .flag(inviting.contains(.sms)),
            "may-invite-mail": .flag(inviting.contains(.email)),
            "probably-known": .flag(isProbablyKnown),
            "find-link": .text("/people?find=" + QueryText.encoded("\(form.firstName) \(form.lastName)")),
            "identifier": .text(form.identifier),
            "official": sheet.field(in: personLanguage),
            "minimum": .number(minimumLength),
        ]
        for one in OpeningForm.Step.allCases { fields["at-\(one.rawValue)"] = .flag(one == step) }
        return fields
    }

    /// What the person reads, in the person's own language.
    private var theirs: [String: Field] {
        func word(_ key: String) -> Field { .text(personLanguage.word(key)) }
        return [
            "their-code": .text(personLanguage.code),
            "their-direction": .text(personLanguage.direction.rawValue),
            "sheet-title": word("sheet.title"),
            "sheet": .list(Self.sheetPoints.map { ["point": word("sheet.\($0)")] }),
            "mandate-title": word("opening.mandate-title"),
            "mandate-lead": word("opening.mandate-lead"),
            "mandate-whole": word("opening.mandate-whole"),
            "mandate-ends": word("opening.mandate-ends"),
            "mandate-agree": word("opening.mandate-agree"),
            "choices": .list(
                MandateAct.allCases.map {
                    [
                        "act-name": .text($0.rawValue), "act": word("act.\($0.rawValue)"),
                        "ticked": .flag(form.acts.contains($0)), "fixed": .flag($0 == .openAccount),
                    ]
                }),
            "visibility-title": word("opening.visibility-title"),
            "visibilities": form.visibility.choices(in: personLanguage),
            "password-title": word("opening.password-title"),
            "password-lead": word("opening.password-lead"),
            "password-new": word("password.new"),
            "password-again": word("password.again"),
            "password-differs": word("password.differs"),
            "password-advice": word("password.advice"),
            "password-submit": word("opening.password-submit"),
            "identifier-is": word("opening.identifier-is"),
            "rule": .text(
                personLanguage.text(.passwordRule, ["minimum": personLanguage.number(minimumLength)])),
        ]
    }

    /// The points of the information sheet, by their keys.
    static let sheetPoints = ["what", "who", "kept", "rights", "free", "leave", "complaint"]
}
