/// How a language counts, after the plural rules of Unicode CLDR.
enum PluralRule: String, Sendable, CaseIterable {
    /// One thing, else many: English.
    case english
    /// None or one, else many: French.
    case french
    /// Six forms: Arabic.
    case arabic

    /// A form of a counted word.
    enum Form: String, Sendable, CaseIterable {
        case zero, one, two, few, many, other
    }

    /// The forms that each counted word must have.
    var forms: Set<Form> {
        switch self {
        case .english, .french: [.one, .other]
        case .arabic: Set(Form.allCases)
        }
    }

    /// The form for `count` things.
    func form(for count: Int) -> Form {
        switch self {
        case .english: count == 1 ? .one : .other
        case .french: count < 2 ? .one : .other
        case .arabic: Self.arabicForm(for: count)
        }
    }

    private static func arabicForm(for count: Int) -> Form {
        switch (count, count % 100) {
        case (0, _): .zero
        case (1, _): .one
        case (2, _): .two
        case (_, 3...10): .few
        case (_, 11...99): .many
        default: .other
        }
    }
}
