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

    /// Tells a master key without giving it away.
    ///
    /// - Throws: `keyTermUnknown`.
    func fingerprint(of term: UInt32) throws -> [UInt8] { try file.fingerprint(of: term) }

    /// The terms, oldest first.
    var terms: [UInt32] { file.terms }

    /// When the current term was made.
    var currentCreated: Moment { file.currentCreated }
}
