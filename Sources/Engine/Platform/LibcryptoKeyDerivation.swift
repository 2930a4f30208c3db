import CLibcrypto

/// Keys from keys: HKDF-SHA256 (RFC 5869).
enum KeyDerivation {
    /// `count` bytes (at most 8,160) that depend on every bit of `secret`, `salt` and `info`.
    ///
    /// `info` says what the result is for, unambiguously: one key, one purpose.
    static func derive(from secret: SecretBytes, salt: [UInt8], info: [UInt8], count: Int) throws -> SecretBytes {
        try SecretBytes(count: count) { output in
            let answer = secret.withUnsafeBytes { secret in
                vaultd_hkdf_sha256(
                    Libcrypto.hkdf, secret.baseAddress, secret.count, salt, salt.count, info, info.count,
                    output.baseAddress, output.count
                )
            }
            try Libcrypto.check(answer, "HKDF")
        }
    }
}
