/// The one error that leaves the engine.
///
/// The reader of a page gets the sentence of the language catalogue under `failure.<code>`; an operator
/// gets `sentence` and `hint` in English; the log gets the id and the cause. The id ties the three together.
public struct VaultFailure: Error, Sendable {
    /// Which failure this is.
    public let code: FailureCode
    /// Values for the placeholders of the sentence. Never a name, a title, a secret or a code (AUD-08).
    public let values: [String: String]
    /// What lay underneath; for the log only.
    public let cause: (any Error)?
    /// Seconds after which a new attempt makes sense, where that is known.
    public let retryAfter: Int?
    /// Eight random characters, shown on the page and written to the log.
    public let id: String

    /// A failure with the values its sentence needs.
    public init(
        _ code: FailureCode,
        _ values: [String: String] = [:],
        cause: (any Error)? = nil,
        retryAfter: Int? = nil
    ) {
        self.code = code
        self.values = values
        self.cause = cause
        self.retryAfter = retryAfter
        self.id = Self.newID()
    }

    /// What sort of trouble this is.
    public var kind: FailureKind { code.kind }

    /// What happened, in English, with its values filled in.
    public var sentence: String { fill(code.text.sentence) }

    /// What to do about it, in English, where there is something to do.
    public var hint: String? { code.text.hint.map(fill) }

    private func fill(_ template: String) -> String {
        values.reduce(template) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    private static func newID() -> String {
        let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
        return String((0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}

extension VaultFailure: CustomStringConvertible {
    public var description: String {
        "\(sentence) [\(code.rawValue) \(id)]" + (cause.map { " cause: \($0)" } ?? "")
    }
}

extension VaultFailure: Equatable {
    /// Two failures are equal when they are the same failure; text, cause and id are for readers.
    public static func == (left: VaultFailure, right: VaultFailure) -> Bool { left.code == right.code }
}
