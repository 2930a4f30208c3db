import Mustache

/// A value that a page hands to its template.
enum Field {
    /// Text from anywhere; the template escapes it.
    case text(String)
    /// Shows or hides a section.
    case flag(Bool)
    /// Repeats a section.
    case list([[String: Field]])
    /// Shows a section once, with these names inside.
    case group([String: Field])
    /// A name that the template knows and that has no value this time.
    case absent

    /// Text, or nothing.
    static func optional(_ text: String?) -> Field { text.map(Field.text) ?? .absent }

    /// A number as digits, for attributes.
    static func number(_ value: Int) -> Field { .text(String(value)) }

    /// The form that Mustache reads.
    var value: Any {
        switch self {
        case .text(let text): EscapableText.make(text)
        case .flag(let flag): flag
        case .list(let rows): rows.map { FieldScope(fields: $0) }
        case .group(let fields): FieldScope(fields: fields)
        case .absent: AbsentValue()
        }
    }
}

/// Fields by name, one level of a template.
struct FieldScope: MustacheParent {
    let fields: [String: Field]

    func child(named name: String) -> Any? { fields[name]?.value }
}

/// Nothing, said on purpose: it prints nothing and hides its section, and no outer name shines through.
struct AbsentValue: MustacheCustomRenderable {
    let renderText = ""
    let isNull = true
}

/// The outermost level. Whatever name nobody supplied ends here and is noted.
struct RootScope: MustacheParent {
    let fields: [String: Field]
    let missing: MissingNames?

    func child(named name: String) -> Any? {
        if let field = fields[name] { return field.value }
        missing?.note(name)
        return nil
    }
}
