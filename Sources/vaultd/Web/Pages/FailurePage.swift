import Engine

/// Any failure that takes a whole page: not found, too much, locked, our own fault. It never ends in a dead end.
struct FailurePage: Page {
    static let template = PageTemplate.failure
    var failure: VaultFailure

    func title(in language: Language) -> String { language.explanation(of: failure).sentence }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let explanation = language.explanation(of: failure)
        return [
            "sentence": .text(explanation.sentence),
            "hint": .optional(explanation.hint),
            "picture-name": .text(picture),
            "report": .text(language.text(.reportID, ["id": failure.id])),
            "way-documents": .flag(chrome.person != nil && !isLocked),
            "way-sign-in": .flag(chrome.person == nil && !isLocked),
            "way-again": .flag(isLocked || isPassing),
            "again-href": .text(chrome.path),
        ]
    }

    private var isLocked: Bool { failure.code == .serviceLocked || failure.kind == .misconfigured }

    private var isPassing: Bool {
        switch failure.kind {
        case .tooManyAttempts, .busy, .unavailable, .storage: true
        default: false
        }
    }

    private var picture: String {
        if isLocked { return "lock" }
        return switch failure.kind {
        case .notFound: "search"
        case .notSignedIn: "door"
        case .tooManyAttempts, .busy, .unavailable: "clock"
        default: "warning"
        }
    }
}
