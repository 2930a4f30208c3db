import Engine

extension Language {
    /// The names of the `notice` template for a failure inside a page that goes on; absent without one.
    func notice(of failure: VaultFailure?) -> Field {
        guard let failure else { return .absent }
        let explanation = explanation(of: failure)
        return .group(["sentence": .text(explanation.sentence), "hint": .optional(explanation.hint)])
    }
}
