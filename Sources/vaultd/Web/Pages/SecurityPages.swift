import Engine

/// What protects the account, in four entries: `GET /security`.
struct SecurityPage: Page {
    static let template = PageTemplate.security
    var hasFactors: Bool
    /// Whether second factors are used at all.
    var showsFactors: Bool
    var hasCard: Bool
    /// Whether there are secret questions.
    var showsQuestions = false
    var canStopReset: Bool
    /// Whether the holder is told what others do in the safe; nil for whoever has none.
    var wantsNews: Bool?

    func title(in language: Language) -> String { language.text(.securityTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "has-factors": .flag(hasFactors), "factors-shown": .flag(showsFactors), "has-card": .flag(hasCard),
            "can-stop": .flag(canStopReset), "questions-shown": .flag(showsQuestions),
            "messages-choice": wantsNews.map { .group(["news-wanted": .flag($0), "news-unwanted": .flag(!$0)]) } ?? .absent,
        ]
    }
}

/// The password once more, before what protects the account is changed: `GET` and `POST /security/confirm`.
struct ConfirmPage: Page {
    static let template = PageTemplate.confirm
    /// Where to go on; a path of this site.
    var returnTo: String
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.confirmTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["return-to": .text(returnTo), "notice": language.notice(of: failure)]
    }
}

/// The second factors: `GET /security/factors`.
struct FactorsPage: Page {
    static let template = PageTemplate.factors
    var overview: SecondFactorOverview
    /// Whether nothing else is open before one is added.
    var isRequiredNow = false
    /// What was just done.
    var done: Phrase?
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.factorsTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let kinds = Set(overview.factors.map(\.kind))
        let mayAdd = overview.use != .off
        return [
            "must": .flag(isRequiredNow),
            "done": done.map { .group(["done-text": .text(language.text($0))]) } ?? .absent,
            "notice": language.notice(of: failure),
            "none": .flag(kinds.isEmpty && !isRequiredNow),
            "factors": .list(overview.factors.map { fields(of: $0, in: language) }),
            "may-add": .flag(mayAdd),
            "add-totp": .flag(!kinds.contains(.totp)),
            "add-sms": .flag(overview.canSMS && !kinds.contains(.sms)),
            "add-email": .flag(overview.canEmail && !kinds.contains(.email)),
            "add-printed": .flag(!kinds.subtracting([.printed]).isEmpty),
            "renew-printed": .flag(kinds.contains(.printed)),
        ]
    }

    private func fields(of factor: SecondFactorSummary, in language: Language) -> [String: Field] {
        let left = factor.kind == .printed ? language.text(.printedCodesLeft, count: overview.printedLeft) : nil
        return [
            "name": .text(factor.kind.name(in: language)),
            "kind": .text(factor.kind.rawValue),
            "since": .text(language.text(.factorSince, ["date": language.date(factor.since)])),
            "left": .optional(left),
        ]
    }
}

extension SecondFactorKind {
    /// Its name on the pages, from the entry that adds it.
    func name(in language: Language) -> String { language.word("factors.add-\(rawValue)") }
}

/// Adding an authenticator app: the answers to `POST /security/factors/app` and `/security/factors/add`.
struct FactorAppPage: Page {
    static let template = PageTemplate.factorApp
    /// Shown once; absent when a code was wrong.
    var setup: TOTPSetup?
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.factorAppTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let setup = setup.map { setup in
            Field.group([
                "side": .number(setup.code.side), "path": .text(setup.code.path),
                "link": .text(setup.link.reveal()), "secret": .text(setup.secret.reveal()),
            ])
        }
        return ["setup": setup ?? .absent, "notice": language.notice(of: failure)]
    }
}

/// The code that was sent to a number or address that becomes a second factor: `GET /security/factors/sent?kind=`.
struct FactorSentPage: Page {
    static let template = PageTemplate.factorSent
    var kind: SecondFactorKind
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.factorSentTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["kind": .text(kind.rawValue), "notice": language.notice(of: failure)]
    }
}

/// Ten codes on paper, shown once: the answer to `POST /security/factors/printed`.
struct PrintedCodesPage: Page {
    static let template = PageTemplate.printedCodes
    var codes: [SecretText]

    func title(in language: Language) -> String { language.text(.printedCodesTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        ["codes": .list(codes.map { ["code": .text($0.reveal())] })]
    }
}

/// Asks before a second factor goes: `GET` and `POST /security/factors/remove` (`kind`).
struct RemoveFactorPage: Page {
    static let template = PageTemplate.removeFactor
    var kind: SecondFactorKind
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.removeFactorTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "kind": .text(kind.rawValue), "name": .text(kind.name(in: language)), "notice": language.notice(of: failure),
        ]
    }
}
