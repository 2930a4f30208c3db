/// Makes what is told to somebody once, and the mark by which the catalog knows it again: codes, links, the words of a
/// recovery card. A mark is keyed, so that six digits cannot be tried out on a copy of the catalog, and bound to what
/// it is for.
struct OneTimeSecrets: Sendable {
    /// What a secret is good for; part of its mark.
    enum Purpose: String, Sendable {
        case signInCode = "sign-in-code"
        case printedCode = "printed-code"
        case contactCode = "contact-code"
        case resetLink = "reset-link"
        case resetCode = "reset-code"
        case assistedCode = "assisted-code"
        case veto
        case recoveryCard = "recovery-card"
        case invitationLink = "invitation-link"
        case invitationCode = "invitation-code"
        case externalLinkCode = "external-link-code"
    }

    private let key: SecretBytes

    init(pepper: SecretBytes) throws {
        key = try KeyDerivation.derive(from: pepper, salt: [], info: Array("vaultd/one-time-secret/1".utf8), count: 32)
    }

    /// 32 bytes; equal exactly for the same secret, purpose and bond.
    ///
    /// - Parameter bond: whom or what it is for; empty where the secret alone must find its row.
    func mark(_ secret: some Collection<UInt8>, for purpose: Purpose, bond: [UInt8] = []) throws -> [UInt8] {
        var message = CanonicalBytes()
        message.add(purpose.rawValue)
        message.add(bond)
        message.add(Array(secret))
        return try Digest.hmacSHA256(key: key, message.bytes)
    }

    /// Random digits, each as likely as the other.
    static func digits(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
    }

    /// Random bytes.
    static func bytes(_ count: Int) throws -> [UInt8] {
        try SecretBytes.random(count: count).withUnsafeBytes { Array($0) }
    }

    /// What people type for digits: without blanks, in any script's figures.
    static func typedDigits(_ text: String) -> String {
        String(text.compactMap { $0.wholeNumberValue.flatMap { (0...9).contains($0) ? Character(String($0)) : nil } })
    }
}

extension Vault {
    /// The maker of one-time secrets.
    func oneTimeSecrets() throws -> OneTimeSecrets { try OneTimeSecrets(pepper: keys.pepper) }
}
