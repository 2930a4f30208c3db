/// What opens a link: a token of 256 random bits in its address, and a code that is told apart from it. The catalog
/// has the digest of the one and a keyed digest of the other.
struct LinkSecrets: Sendable {
    static let tokenSize = 32
    private static let codes = 100_000_000

    let token: [UInt8]
    let code: String

    /// New ones, from the kernel's random numbers.
    init() throws {
        token = try SecretBytes.random(count: Self.tokenSize).withUnsafeBytes { Array($0) }
        var generator = SystemRandomNumberGenerator()
        let digits = String(Int.random(in: 0..<Self.codes, using: &generator))
        code = String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// What the catalog knows a token by; for text that is none, of something that no link has.
    static func digest(ofToken text: String) throws -> [UInt8] {
        let bytes = text.utf8.count == 2 * tokenSize ? Hex.decode(text) : nil
        return try Digest.sha256(bytes ?? Array("no token".utf8))
    }

    /// What the catalog knows a code by. Blanks between the digits do not matter.
    static func mac(ofCode code: String, link: ExternalLinkID, pepper: SecretBytes) throws -> [UInt8] {
        let key = try KeyDerivation.derive(
            from: pepper, salt: [], info: Array("vaultd/link-code/1".utf8), count: AESGCM.keySize)
        let digits = code.unicodeScalars.filter { !$0.properties.isWhitespace }
        return try Digest.hmacSHA256(key: key, link.bytes + Array(String(String.UnicodeScalarView(digits)).utf8))
    }
}
