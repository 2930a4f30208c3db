import Engine

/// The invitation is on its way: the professional or manager says the code aloud, which is in no message.
struct InvitationMadePage: Page {
    static let template = PageTemplate.invitationMade
    var section: PageSection? { role == .manager ? .team : .people }
    var name: String
    var loginName: String
    var code: SecretText
    var endsAt: Moment
    /// Who invited.
    var role: Role

    func title(in language: Language) -> String { language.word("invitation.made-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "name": .text(name),
            "identifier": .text(loginName),
            "code": .text(code.reveal()),
            "home": .text(HomePath.of(role)),
            "until": .text(language.text(.invitationUntil, ["moment": language.dateAndTime(endsAt)])),
        ]
    }
}

/// An invited person comes in: `GET` and `POST /invitation/{token}`. First the code, then the mandate, then a password;
/// the code goes along and is looked at each time.
struct InvitationPage: Page {
    static let template = PageTemplate.invitation
    var token: String
    var step: Step
    /// With the right code.
    var code = ""
    var person: InvitedPerson?
    /// The texts that are read and signed here.
    var sheet: TextSheet?
    var mandate: TextSheet?
    /// What was agreed to before the password was asked for.
    var accepted: AcceptedInvitation?
    var minimumLength: Int
    var failure: VaultFailure?
    var differs = false

    /// One thing on each screen.
    enum Step: String, Sendable, CaseIterable {
        case code, mandate, password
    }

    func title(in language: Language) -> String { language.word("invitation.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let acts = accepted?.mandate.acts ?? MandateAct.usual
        return [
            "token": .text(token),
            "code": .text(code),
            "at-code": .flag(step == .code),
            "at-mandate": .flag(step == .mandate),
            "at-password": .flag(step == .password),
            "structure-name": .text(person?.structureName ?? ""),
            "identifier": .text(person?.loginName ?? ""),
            "for-staff": .flag(person.map { $0.role != .beneficiary } ?? false),
            "sheet": .list(OpeningPage.sheetPoints.map { ["point": .text(language.word("sheet.\($0)"))] }),
            "carried-texts": .list(
                accepted.map {
                    [
                        TextSheet.carried(.information, $0.information),
                        TextSheet.carried(.mandate, $0.mandate.text),
                    ]
                } ?? []),
            "information": sheet.field(in: language),
            "mandate": mandate.field(in: language),
            "choices": .list(
                MandateAct.allCases.map {
                    [
                        "act-name": .text($0.rawValue), "act": .text(language.word("act.\($0.rawValue)")),
                        "ticked": .flag(acts.contains($0)), "fixed": .flag($0 == .openAccount),
                    ]
                }),
            "carried-acts": .list(acts.map(\.rawValue).sorted().map { ["act-name": .text($0)] }),
            "rule": .text(language.text(.passwordRule, ["minimum": language.number(minimumLength)])),
            "minimum": .number(minimumLength),
            "notice": language.notice(of: failure),
            "differs": .flag(differs),
        ]
    }
}
