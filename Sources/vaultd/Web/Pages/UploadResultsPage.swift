import Engine

/// What became of each file that was sent: the answer to `POST /documents`. The script takes the list items out
/// of it, so it is the same page with and without script.
struct UploadResultsPage: Page {
    static let template = PageTemplate.uploadResults
    var section: PageSection? { person == nil ? .documents : .people }
    /// In the order in which they were sent.
    var results: [Result]
    /// The person whose safe they went into, where that is not the sender's own.
    var person: String?

    /// The fate of one file.
    struct Result: Sendable {
        /// The name it came with.
        var fileName: String
        var outcome: Outcome
    }

    enum Outcome: Sendable {
        /// In the safe, under this id and title.
        case kept(id: String, title: String)
        /// Nothing of it was kept.
        case refused(VaultFailure)
    }

    func title(in language: Language) -> String { language.text(.resultsTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        let kept = results.filter(\.isKept).count
        return [
            "kept-count": kept > 0 ? .text(language.text(.filesKept, count: kept)) : .absent,
            "refused-count": kept < results.count
                ? .text(language.text(.filesRefused, count: results.count - kept)) : .absent,
            "own": .flag(person == nil),
            "back-to": .text(person.map { "/people/\($0)" } ?? "/documents"),
            "results": .list(results.map { $0.fields(in: language) }),
        ]
    }
}

extension UploadResultsPage.Result {
    var isKept: Bool {
        guard case .kept = outcome else { return false }
        return true
    }

    func fields(in language: Language) -> [String: Field] {
        switch outcome {
        case .kept(let id, let title):
            ["kept": .group(["id": .text(id), "document-title": .text(title)]), "refused": .absent]
        case .refused(let failure):
            ["kept": .absent, "refused": refusal(failure, in: language)]
        }
    }

    private func refusal(_ failure: VaultFailure, in language: Language) -> Field {
        let explanation = language.explanation(of: failure)
        return .group([
            "file-name": .text(fileName),
            "sentence": .text(explanation.sentence),
            "hint": .optional(explanation.hint),
        ])
    }
}
