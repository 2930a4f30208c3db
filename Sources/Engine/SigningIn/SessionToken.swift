/// The secret by which a browser is known: 256 random bits. The catalog has only its digest, so that nobody who
/// reads the catalog can use a session.
struct SessionToken: Sendable {
    static let size = 32
    private let bytes: [UInt8]

    /// A new one.
    init() throws { bytes = try SecretBytes.random(count: Self.size).withUnsafeBytes { Array($0) } }

    /// One that a browser sent; nil for anything that cannot be one.
    init?(_ text: String) {
        guard text.utf8.count == 2 * Self.size, let bytes = Hex.decode(text) else { return nil }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits, for the cookie.
    var text: String { Hex.encode(bytes) }

    /// What the catalog knows it by.
    func reference() throws -> SessionReference { SessionReference(digest: try Digest.sha256(bytes)) }

    /// The token that each form of the session carries. Derived, so that nothing is stored; one-way, so that a page
    /// that leaks does not give away the session.
    func csrf() throws -> String {
        let key = try bytes.withUnsafeBytes { try SecretBytes(copying: $0) }
        return Hex.encode(try Digest.hmacSHA256(key: key, Array("vaultd/csrf/1".utf8)))
    }
}
