/// The master keys at hand: an immutable value. Rotation makes another one.
struct Keyring: Sendable {
    private let file: KeyFile

    /// The keys of a key file.
    init(_ file: KeyFile) { self.file = file }

    /// The term that wraps. Older terms only open.
    var current: UInt32 { file.current }

    /// The master key of a term.
    ///
    /// - Throws: `keyTermUnknown`.
    func masterKey(term: UInt32) throws -> SecretBytes { try file.entry(term).key }
}
