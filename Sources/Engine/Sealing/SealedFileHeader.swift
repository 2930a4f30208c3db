/// The first 96 bytes of a sealed file.
struct SealedFileHeader: Sendable, Equatable {
    let document: [UInt8]
    let salt: [UInt8]
    let commitment: [UInt8]

    /// The bytes that are authenticated with every chunk.
    var binding: [UInt8] { Self.binding(document: document) }

    /// The header as it stands in the file.
    var bytes: [UInt8] {
        binding + salt + commitment + [UInt8](repeating: 0, count: SealedFileFormat.reserved.count)
    }

    /// The header of a new file, with the key that seals it.
    static func fresh(for identity: SealedFileIdentity, key: SecretBytes) throws -> (SealedFileHeader, CommittedKey) {
        let salt = try Digest.random(SealedFileFormat.salt.count)
        let derived = try derive(key, identity, salt)
        let header = SealedFileHeader(document: identity.document, salt: salt, commitment: derived.commitment)
        return (header, derived)
    }

    /// Reads a header strictly: nothing that this version would not write.
    ///
    /// - Throws: `sealUnknownFormat`.
    init(parsing bytes: [UInt8]) throws {
        guard
            bytes.count == SealedFileFormat.headerSize,
            Array(bytes[SealedFileFormat.binding]) == Self.binding(document: Array(bytes[SealedFileFormat.document])),
            bytes[SealedFileFormat.reserved].allSatisfy({ $0 == 0 })
        else { throw VaultFailure(.sealUnknownFormat) }
        document = Array(bytes[SealedFileFormat.document])
        salt = Array(bytes[SealedFileFormat.salt])
        commitment = Array(bytes[SealedFileFormat.commitment])
    }

    /// The key that opens the file's chunks.
    ///
    /// - Throws: `sealForeign`: it belongs to another document or owner, its key is another, or the header was altered.
    func open(for identity: SealedFileIdentity, key: SecretBytes) throws -> SecretBytes {
        guard document == identity.document else { throw VaultFailure(.sealForeign) }
        let derived = try Self.derive(key, identity, salt)
        guard Digest.constantTimeEqual(derived.commitment, commitment) else { throw VaultFailure(.sealForeign) }
        return derived.key
    }

    private init(document: [UInt8], salt: [UInt8], commitment: [UInt8]) {
        self.document = document
        self.salt = salt
        self.commitment = commitment
    }

    private static func binding(document: [UInt8]) -> [UInt8] {
        SealedFileFormat.magic
            + [SealedFileFormat.format, SealedFileFormat.suite, SealedFileFormat.chunkShift, SealedFileFormat.flags]
            + document
    }

    private static func derive(
        _ key: SecretBytes, _ identity: SealedFileIdentity, _ salt: [UInt8]
    ) throws -> CommittedKey {
        // Every part has a fixed length, so that no lengths are needed between them.
        var info = Array("vaultd/doc/1".utf8)
        info += binding(document: identity.document)
        info += identity.owner
        info += identity.document
        return try CommittedKey(from: key, salt: salt, info: info)
    }
}
