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
    /// The identifier with which the last screen would have opened the safe, where somebody has it already: perhaps the
    /// same click opened it before.
    var openedAs: String?
    /// The ways by which a message reaches the person: by each they can be invited instead, and get back in without a
    /// card.
    var reaching: Set<Notice.Channel> = []
    /// The information sheet or the mandate in full, in a language that it is written in.
    var sheet: TextSheet?
    var failure: VaultFailure?
    /// The two passwords differed.
    var differs = false
    /// The two PINs of the recovery card differed.
    var pinDiffers = false

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
            "pin-differs": .flag(pinDiffers),
            "takes-card": .flag(form.recovery == .card),
            "unreachable": .flag(reaching.isEmpty),
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
            "may-invite": .flag(!reaching.isEmpty),
            "may-invite-sms": .flag(reaching.contains(.sms)),
            "may-invite-mail": .flag(reaching.contains(.email)),
            "probably-known": .flag(isProbablyKnown && openedAs == nil),
            "twice": openedAs.map {
                .group(["opened-as": .text($0), "took-card": .flag(form.recovery == .card)])
            } ?? .absent,
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
        var fields: [String: Field] = [
            "their-code": .text(personLanguage.code),
            "their-direction": .text(personLanguage.direction.rawValue),
            "sheet-title": word("sheet.title"),
            "sheet": .list(Self.sheetPoints.map { ["point": word("sheet.\($0)")] }),
            "choices": .list(
                MandateAct.allCases.map {
                    [
                        "act-name": .text($0.rawValue), "act": word("act.\($0.rawValue)"),
                        "ticked": .flag(form.acts.contains($0)), "fixed": .flag($0 == .openAccount),
                    ]
                }),
            "visibility-title": word("opening.visibility-title"),
            "visibilities": form.visibility.choices(in: personLanguage),
            "rule": .text(
                personLanguage.text(.passwordRule, ["minimum": personLanguage.number(minimumLength)])),
        ]
        for (name, key) in Self.words { fields[name] = word(key) }
        return fields
    }

    /// The words that are in the person's language: the names in the template, and the keys in the catalogue.
    static let words = [
        "mandate-title": "opening.mandate-title",
        "mandate-lead": "opening.mandate-lead",
        "mandate-whole": "opening.mandate-whole",
        "mandate-ends": "opening.mandate-ends",
        "mandate-agree": "opening.mandate-agree",
        "recovery-title": "opening.recovery-title",
        "recovery-lead": "opening.recovery-lead",
        "recovery-alone": "opening.recovery-alone",
        "recovery-take": "opening.recovery-take",
        "recovery-not-now": "opening.recovery-not-now",
        "recovery-later": "opening.recovery-later",
        "recovery-change": "opening.recovery-change",
        "password-title": "opening.password-title",
        "password-lead": "opening.password-lead",
        "password-new": "password.new",
        "password-again": "password.again",
        "password-differs": "password.differs",
        "password-advice": "password.advice",
        "password-submit": "opening.password-submit",
        "identifier-is": "opening.identifier-is",
        "pin-title": "opening.pin-title",
        "pin-lead": "opening.pin-lead",
        "pin-new": "card.pin",
        "pin-hint": "card.pin-hint",
        "pin-again": "card.pin-again",
        "pin-different": "card.differs",
    ]

    /// The points of the information sheet, by their keys.
    static let sheetPoints = ["what", "who", "kept", "rights", "free", "leave", "complaint"]
}
