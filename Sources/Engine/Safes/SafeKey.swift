/// The key of one safe, unwrapped: it seals the safe's fields and wraps the keys of its documents.
///
/// What is wrapped is bound to its place: a safe's key to the safe, a document's key to document and safe.
struct SafeKey: Sendable {
    /// The generation of every safe key; a renewal of the keys themselves would count on.
    static let generation: UInt32 = 1

    /// Seals and opens the fields of the safe and its documents.
    let fields: FieldCipher
    private let key: SecretBytes
    private let safe: SafeID

    /// The key of `safe`.
    init(key: SecretBytes, safe: SafeID) throws {
        self.key = key
        self.safe = safe
        self.fields = try FieldCipher(key: key, generation: Self.generation)
    }

    /// A fresh key with its wrap under the current master key.
    static func fresh(for safe: SafeID, keyring: Keyring) throws -> (term: UInt32, wrapped: [UInt8]) {
        try wrap(.random(count: AESGCM.keySize), for: safe, keyring: keyring)
    }

    /// Wraps a safe's key under the current master key.
    static func wrap(_ key: SecretBytes, for safe: SafeID, keyring: Keyring) throws -> (term: UInt32, wrapped: [UInt8]) {
        let term = keyring.current
        let wrapped = try KeyWrap.wrap(
            key, under: keyring.masterKey(term: term), term: term, purpose: .safeKey, context: safe.bytes)
        return (term, wrapped)
    }

    /// The key of a safe as its row has it.
    ///
    /// - Throws: `keyTermUnknown` and what `KeyWrap.unwrap` throws.
    static func unwrap(_ wrapped: [UInt8], for safe: SafeID, keyring: Keyring) throws -> SecretBytes {
        let master = try keyring.masterKey(term: KeyWrap.term(of: wrapped))
        return try KeyWrap.unwrap(wrapped, under: master, purpose: .safeKey, context: safe.bytes)
    }

    /// Wraps the key of a document of this safe.
    func wrapDocumentKey(_ documentKey: SecretBytes, of document: DocumentID) throws -> [UInt8] {
        try KeyWrap.wrap(
            documentKey, under: key, term: Self.generation, purpose: .documentKey, context: context(document))
    }

    /// The key of a document of this safe, as its row has it.
    func unwrapDocumentKey(_ wrapped: [UInt8], of document: DocumentID) throws -> SecretBytes {
        try KeyWrap.unwrap(wrapped, under: key, purpose: .documentKey, context: context(document))
    }

    /// What a document's sealed file is bound to.
    func identity(of document: DocumentID) -> SealedFileIdentity {
        SealedFileIdentity(document: document.bytes, owner: safe.bytes)
    }

    private func context(_ document: DocumentID) -> [UInt8] { safe.bytes + document.bytes }
}
