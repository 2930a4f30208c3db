/// What a catalogue holds under one key.
enum CatalogueEntry: Sendable, Equatable {
    /// A sentence; `{name}` is a placeholder.
    case plain(String)
    /// A sentence that depends on `{count}`. A `zero` form, where there is one, goes before the rule.
    case counted([PluralRule.Form: String])
    /// Names in order, as of months.
    case list([String])

    /// The sort of entry, which is the same in all languages.
    enum Sort: Equatable { case plain, counted, list(Int) }

    /// The sort.
    var sort: Sort {
        switch self {
        case .plain: .plain
        case .counted: .counted
        case .list(let names): .list(names.count)
        }
    }

    /// Every sentence in it.
    var sentences: [String] {
        switch self {
        case .plain(let text): [text]
        case .counted(let forms): Array(forms.values)
        case .list(let names): names
        }
    }

    /// The names in braces that occur.
    var placeholders: Set<String> {
        Set(
            sentences.flatMap { sentence in
                sentence.utf8.split(separator: UInt8(ascii: "{"), omittingEmptySubsequences: false).dropFirst().map {
                    String(Substring($0.prefix { $0 != UInt8(ascii: "}") }))
                }
            })
    }
}
