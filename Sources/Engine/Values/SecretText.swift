/// A short secret that is shown to someone once: a session token, a temporary password. It has no description, so
/// that it cannot slip into a log.
public struct SecretText: Sendable {
    private let text: String

    /// Wraps a text.
    public init(_ text: String) { self.text = text }

    /// The text, for the one place that shows or sends it.
    public func reveal() -> String { text }
}

extension SecretText: CustomStringConvertible, CustomReflectable {
    public var description: String { "secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
