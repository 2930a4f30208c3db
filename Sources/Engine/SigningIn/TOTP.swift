/// Codes of an authenticator app: TOTP (RFC 6238) with SHA-1, 30 seconds and 6 digits, which every app knows.
struct TOTP: Sendable {
    /// Bytes of a seed: the length of the digest (RFC 4226, 4).
    static let seedSize = 20
    /// How long one code lasts.
    static let step: Int64 = 30
    /// Steps that a clock may be off, either way (RFC 6238, 5.2).
    static let tolerance: Int64 = 1

    let seed: SecretBytes

    /// The step that a code is right for, where it is one after `last`: so no code is taken twice (RFC 6238, 5.2).
    func step(of code: String, now: Moment, after last: Int64?) throws -> Int64? {
        let current = now.seconds / Self.step
        var found: Int64?
        // All of the window, whether found or not: the time tells nothing.
        for step in (current - Self.tolerance)...(current + Self.tolerance) {
            let isRight = Digest.constantTimeEqual(Array(try self.code(at: step).utf8), Array(code.utf8))
            if isRight && step > last ?? .min { found = step }
        }
        return found
    }

    /// The code of one step (RFC 4226, 5.3).
    func code(at step: Int64) throws -> String {
        let digest = try Digest.hmacSHA1(key: seed, withUnsafeBytes(of: step.bigEndian) { Array($0) })
        let offset = Int(digest[19] & 15)
        let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - text.count) + text
    }

    /// What an app reads from the QR code (Key Uri Format of Google Authenticator).
    static func link(seed: String, account: String, issuer: String) -> String {
        let (account, issuer) = (escaped(account), escaped(issuer))
        return "otpauth://totp/\(issuer):\(account)?secret=\(seed)&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 46
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }
}
