import Engine

/// The secret question, where the operator has switched it on: `GET` and `POST /security/question` (`question`,
/// `answer`), `POST /security/question/remove`.
struct QuestionPage: Page {
    static let template = PageTemplate.question
    var hasQuestion: Bool
    /// What was just done.
    var done: Phrase?
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.questionTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "has-question": .flag(hasQuestion),
            "done": done.map { .group(["done-text": .text(language.text($0))]) } ?? .absent,
            "notice": language.notice(of: failure),
        ]
    }
}

/// The way back in by it: `GET` and `POST /lost/question` (`identifier`, `question`, `answer`).
struct LostQuestionPage: Page {
    static let template = PageTemplate.lostQuestion
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.lostQuestionTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { ["notice": language.notice(of: failure)] }
}

/// Three days in which the holder can stop it, the same after a right and a wrong answer: `GET /lost/wait`.
struct LostWaitPage: Page {
    static let template = PageTemplate.lostWait

    func title(in language: Language) -> String { language.text(.lostWaitTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { [:] }
}
