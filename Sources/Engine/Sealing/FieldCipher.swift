/// Seals single fields of the catalog, AES-256-GCM with a random nonce.
///
/// ```
/// offset  0  version       1   1
///         1  suite         1   1: AES-256-GCM, HKDF-SHA256
///         2  generation    4   big-endian: of the key that it is sealed with
///         6  nonce        12   random: good for 2^32 fields under one key (SP 800-38D, 8.3)
///        18  ciphertext    n
///      18+n  tag          16
/// ```
/// Authenticated with it: the first 6 bytes, table, column and row. The key is derived from the one that is handed
/// in, which may also wrap keys: one key, one use.
struct FieldCipher: Sendable {
    /// How much longer a sealed field is than its text.
    static let overhead = 34

    private static let version: UInt8 = 1
    private static let suite: UInt8 = 1
    private static let head = 0..<6
    private static let nonce = 6..<18

    private let key: SecretBytes
    private let generation: UInt32

    /// A cipher for the fields of whatever `key` belongs to: a safe, or the directory.
    init(key: SecretBytes, generation: UInt32) throws {
        self.key = try KeyDerivation.derive(
            from: key, salt: [], info: Array("vaultd/field-key/1".utf8), count: AESGCM.keySize
        )
        self.generation = generation
    }

    /// Seals bytes for one place.
    func seal(_ plaintext: [UInt8], at address: FieldAddress) throws -> [UInt8] {
        let head = [Self.version, Self.suite] + CanonicalBytes.bigEndian(generation)
        var sealed = head + (try Digest.random(Self.nonce.count))
        let nonce = Self.nonce(in: sealed)
        sealed.reserveCapacity(plaintext.count + Self.overhead)
        sealed += plaintext
        sealed += [UInt8](repeating: 0, count: AESGCM.tagSize)
        let gcm = try AESGCM(key: key, for: .seal)
        try sealed.withUnsafeMutableBytes { bytes in
            let place = UnsafeMutableRawBufferPointer(rebasing: bytes[Self.nonce.upperBound...])
            guard let start = place.baseAddress else { throw VaultFailure(.fault) }
            let text = UnsafeRawBufferPointer(start: start, count: plaintext.count)
            try gcm.seal(text, into: start, nonce: nonce, header: Self.header(head[...], address))
        }
        return sealed
    }

    /// The bytes that were sealed for this place.
    ///
    /// - Throws: `sealTruncated`: shorter than any sealed field; `sealUnknownFormat`; `sealGenerationUnknown`: sealed with
    ///   another generation of the key; `sealBroken`: altered, cut, from another place, or by another key.
    func open(_ sealed: [UInt8], at address: FieldAddress) throws -> [UInt8] {
        guard sealed.count >= Self.overhead else { throw VaultFailure(.sealTruncated) }
        guard sealed[0] == Self.version, sealed[1] == Self.suite else { throw VaultFailure(.sealUnknownFormat) }
        let needed = CanonicalBytes.number(bigEndian: sealed[2..<6])
        guard needed == generation else {
            throw VaultFailure(.sealGenerationUnknown, ["generation": "\(needed)"])
        }
        let header = Self.header(sealed[Self.head], address)
        let gcm = try AESGCM(key: key, for: .open)
        var text = Array(sealed[Self.nonce.upperBound..<(sealed.count - AESGCM.tagSize)])
        let opened = try sealed.withUnsafeBytes { sealed in
            let tag = UnsafeRawBufferPointer(rebasing: sealed[(sealed.count - AESGCM.tagSize)...])
            return try text.withUnsafeMutableBytes {
                try gcm.open($0, tag: tag, nonce: Self.nonce(in: sealed), header: header)
            }
        }
        guard opened else { throw VaultFailure(.sealBroken) }
        return text
    }

    /// Seals a text for one place.
    func seal(text: String, at address: FieldAddress) throws -> [UInt8] {
        try seal(Array(text.utf8), at: address)
    }

    /// The text that was sealed for this place.
    ///
    /// - Throws: as `open`; `sealBroken` also where the bytes are no text.
    func openText(_ sealed: [UInt8], at address: FieldAddress) throws -> String {
        guard let text = String(validating: try open(sealed, at: address), as: UTF8.self) else {
            throw VaultFailure(.sealBroken)
        }
        return text
    }

    /// The generation of the key that a sealed field needs.
    ///
    /// - Throws: `sealTruncated`, `sealUnknownFormat`.
    static func generation(of sealed: [UInt8]) throws -> UInt32 {
        guard sealed.count >= overhead else { throw VaultFailure(.sealTruncated) }
        guard sealed[0] == version, sealed[1] == suite else { throw VaultFailure(.sealUnknownFormat) }
        return CanonicalBytes.number(bigEndian: sealed[2..<6])
    }

    private static func header(_ head: ArraySlice<UInt8>, _ address: FieldAddress) -> [UInt8] {
        var header = CanonicalBytes()
        header.add(Array(head))
        header.add(address.table)
        header.add(address.column)
        header.add(address.row)
        return header.bytes
    }

    private static func nonce(in sealed: some RandomAccessCollection<UInt8>) -> AESGCM.Nonce {
        var bytes = sealed.dropFirst(Self.nonce.lowerBound).makeIterator()
        return AESGCM.Nonce { _ in bytes.next() ?? 0 }
    }
}
