import Engine

/// The second step of signing in: `GET /sign-in/code?by=kind`, `POST /sign-in/code` (`by`, `code`, `trust`), `POST
/// /sign-in/code/send` (`by`), `POST /sign-in/code/cancel`.
struct SecondStepPage: Page {
    static let template = PageTemplate.secondStep
    var choice: SecondStepChoice
    /// The factor that the page is about; nil where the account can use none at present.
    var kind: SecondFactorKind?
    var failure: VaultFailure?
    /// Where to go afterwards; a path of this site.
    var returnTo: String?

    /// The page for a factor that was asked for, or the first that there is.
    init(_ choice: SecondStepChoice, asked: String?, returnTo: String?, failure: VaultFailure? = nil) {
        self.choice = choice
        self.failure = failure
        self.returnTo = returnTo
        let asked = asked.flatMap(SecondFactorKind.init(rawValue:))
        kind = [asked, choice.sentBy].compactMap { $0 }.first(where: choice.kinds.contains) ?? choice.kinds.first
    }

    func title(in language: Language) -> String { language.text(.secondStepTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let others = choice.kinds.filter { $0 != kind }
        let query = ReturnPath.query(for: returnTo).replacing("?", with: "&")
        return [
            "notice": language.notice(of: failure),
            "return-to": .optional(returnTo),
            "way": kind.map { .group(fields(of: $0)) } ?? .absent,
            "has-others": .flag(!others.isEmpty),
            "others": .list(
                others.map { other in
                    Self.flags("other", other).merging([
                        "other-by": .text(other.rawValue), "other-query": .text(query),
                    ]) { $1 }
                }),
        ]
    }

    private func fields(of kind: SecondFactorKind) -> [String: Field] {
        let isSent = choice.sentBy == kind
        return Self.flags("is", kind).merging([
            "by": .text(kind.rawValue),
            "must-send": .flag(kind.isSent && !isSent && choice.sendsLeft > 0),
            "may-type": .flag(!kind.isSent || isSent),
            "is-sent": .flag(isSent && failure == nil),
            "may-trust": .flag(choice.mayTrust),
            "may-resend": .flag(isSent && choice.sendsLeft > 0),
        ]) { $1 }
    }

    private static func flags(_ prefix: String, _ kind: SecondFactorKind) -> [String: Field] {
        Dictionary(uniqueKeysWithValues: SecondFactorKind.allCases.map { ("\(prefix)-\($0.rawValue)", .flag($0 == kind)) })
    }
}
