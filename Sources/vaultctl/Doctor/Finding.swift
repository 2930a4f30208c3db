/// One thing that the doctor looked at.
struct Finding: Encodable, Sendable, Equatable {
    /// How it is.
    enum Level: String, Encodable, Sendable, CaseIterable {
        case ok
        /// Left to do, or worth knowing.
        case note
        /// It works, but somebody should look at it.
        case warning
        /// It does not work.
        case failure

        /// The word in front of a line.
        var label: String {
            switch self {
            case .ok: "ok  "
            case .note: "todo"
            case .warning: "WARN"
            case .failure: "FAIL"
            }
        }
    }

    let level: Level
    /// What was found, as a sentence without its full stop.
    let text: String
    /// What to type.
    let hint: String?

    init(_ level: Level, _ text: String, hint: String? = nil) {
        self.level = level
        self.text = text
        self.hint = hint
    }
}

extension Sequence<Finding> {
    /// What `vaultctl doctor` ends with: 0 nothing is wrong, 1 warnings, 2 something does not work.
    var exitCode: Int32 {
        if contains(where: { $0.level == .failure }) { return 2 }
        return contains { $0.level == .warning } ? 1 : 0
    }
}
