/// Text as a double-quoted YAML scalar.
enum YAMLText {
    /// Quoted and escaped; control characters cannot occur in settings.
    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
