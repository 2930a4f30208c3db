import Engine

/// The ways back in: `GET /lost`.
struct LostPage: Page {
    static let template = PageTemplate.lost
    var canEmail: Bool
    var canSMS: Bool
    var hasQuestions = false
    /// Whether an answer to the secret question was given in this browser, and its days run or are over.
    var isWaiting = false

    func title(in language: Language) -> String { language.text(.lostTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "by-email": .flag(canEmail), "by-sms": .flag(canSMS), "by-question": .flag(hasQuestions),
            "waits": .flag(isWaiting),
        ]
    }
}

/// Who asks for a message: `GET` and `POST /lost/email`, `/lost/sms` (`identifier`).
struct LostMessagePage: Page {
    static let template = PageTemplate.lostMessage
    /// `email` or `sms`.
    var kind: SecondFactorKind
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(kind == .sms ? .lostSMSTitle : .lostEmailTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["is-sms": .flag(kind == .sms), "by": .text(kind.rawValue), "notice": language.notice(of: failure)]
    }
}

/// A link is on its way, perhaps: `GET /lost/sent`.
struct LostSentPage: Page {
    static let template = PageTemplate.lostSent

    func title(in language: Language) -> String { language.text(.lostSentTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { [:] }
}

/// The code of the SMS: `GET` and `POST /lost/code` (`code`).
struct LostCodePage: Page {
    static let template = PageTemplate.lostCode
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.lostCodeTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { ["notice": language.notice(of: failure)] }
}

/// Where the link of the e-mail leads: `GET` and `POST /lost/link/{secret}`. Looking at it uses nothing up: mail
/// programs look at links too.
struct LostLinkPage: Page {
    static let template = PageTemplate.lostLink
    /// The path of this very link.
    var action: String
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.lostLinkTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["action": .text(action), "notice": language.notice(of: failure)]
    }
}

/// The recovery card: `GET` and `POST /lost/card` (`words`, `pin`).
struct LostCardPage: Page {
    static let template = PageTemplate.lostCard
    /// The words that were typed before, kept after a refusal: ten words are much to type.
    var typed = ""
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.lostCardTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["typed": .text(typed), "notice": language.notice(of: failure)]
    }
}

/// The code of two professionals: `GET` and `POST /lost/helped` (`identifier`, `code`).
struct LostHelpedPage: Page {
    static let template = PageTemplate.lostHelped
    var identifier = ""
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.lostHelpedTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["identifier": .text(identifier), "notice": language.notice(of: failure)]
    }
}

/// The end of every way back in: `GET` and `POST /lost/password` (`new-password`, `new-password-again`,
/// `lost-phone`).
struct LostPasswordPage: Page {
    static let template = PageTemplate.lostPassword
    var minimumLength: Int
    /// Whether the holder may say here that the second factors are lost.
    var loss = FactorLossOffer.notOffered
    /// Whether that is ticked.
    var losesFactors = false
    var failure: VaultFailure?
    var differs = false

    func title(in language: Language) -> String { language.text(.lostPasswordTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        var later: String?
        if case .later(let moment) = loss {
            later = language.text(.lostLossLater, ["date": language.dateAndTime(moment)])
        }
        return [
            "rule": .text(language.text(.passwordRule, ["minimum": language.number(minimumLength)])),
            "minimum": .number(minimumLength),
            "may-lose": .flag(loss == .offered || loss == .agreed),
            "loss-later": .optional(later),
            "loses": .flag(losesFactors),
            "notice": language.notice(of: failure),
            "differs": .flag(differs),
        ]
    }
}

/// The new password works: the answer to `POST /lost/password`.
struct LostDonePage: Page {
    static let template = PageTemplate.lostDone
    /// The identifier, for somebody who may have forgotten it too.
    var identifier: String
    /// Whether the second factors went too.
    var losesFactors = false

    func title(in language: Language) -> String { language.text(.lostDoneTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["identifier": .text(identifier), "loses": .flag(losesFactors)]
    }
}

/// The holder stops what two professionals began: `GET` and `POST /lost/stop/{secret}`, `/security/stop-reset`.
struct StopResetPage: Page {
    static let template = PageTemplate.stopReset
    var action = ""
    var isStopped = false
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.stopResetTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["action": .text(action), "stopped": .flag(isStopped), "notice": language.notice(of: failure)]
    }
}
