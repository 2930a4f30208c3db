import Engine

extension Language {
    /// What a page says about a failure: what happened, and what to do. A hint whose values the failure does not
    /// bring is left out rather than shown with holes.
    func explanation(of failure: VaultFailure) -> (sentence: String, hint: String?) {
        explanation(of: failure.code, values: failure.values, retryAfter: failure.retryAfter)
    }

    /// The same for a code alone, as the journal keeps it.
    func explanation(
        of code: FailureCode, values: [String: String] = [:], retryAfter: Int? = nil
    ) -> (sentence: String, hint: String?) {
        var readable = values
        for key in ["limit", "free"] where code == .documentTooLarge || code == .safeFull {
            readable[key] = values[key].flatMap(Int.init).map(size) ?? values[key]
        }
        if readable["minutes"] == nil, let retryAfter { readable["minutes"] = String((retryAfter + 59) / 60) }
        let minutes = readable["minutes"].flatMap(Int.init)
        if let minutes { readable["minutes"] = wait(minutes) }
        let hint = fill(word("failure.\(code.rawValue).hint"), readable)
        return (word("failure.\(code.rawValue).sentence"), hint.contains("{") ? nil : hint)
    }

    /// How long to wait, as people say it: nobody counts 1440 minutes.
    private func wait(_ minutes: Int) -> String {
        minutes > 90 ? text(.hours, count: (minutes + 59) / 60) : text(.minutes, count: max(minutes, 1))
    }
}
