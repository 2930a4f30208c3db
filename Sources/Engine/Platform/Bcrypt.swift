import CLibcrypt
import Glibc

/// bcrypt (`$2b$`) by libcrypt. Blocks for as long as its cost says: 12 takes a quarter of a second.
///
/// bcrypt stops at 72 bytes and at the first NUL without a word, so it only ever gets the 44 characters of a keyed
/// digest.
enum Bcrypt {
    /// A hash of `phrase` with a random salt.
    ///
    /// - Parameter cost: 4 to 31.
    /// - Throws: `fault`.
    static func hash(_ phrase: SecretBytes, cost: Int) throws -> String {
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let salt = try Digest.random(16)
        let made = salt.withUnsafeBufferPointer { salt in
            salt.withMemoryRebound(to: CChar.self) { salt in
                crypt_gensalt_rn(
                    "$2b$", UInt(cost), salt.baseAddress, Int32(salt.count), &setting, Int32(setting.count)) != nil
            }
        }
        guard made else { throw VaultFailure(.fault) }
        return try crypt(phrase, setting: setting)
    }

    /// Whether `phrase` is what `hash` was made of, compared in constant time. Takes as long for any phrase.
    ///
    /// - Throws: `fault` where `hash` is no bcrypt hash.
    static func verify(_ phrase: SecretBytes, against hash: String) throws -> Bool {
        guard hash.hasPrefix("$2b$"), hash.utf8.count == 60 else { throw VaultFailure(.fault) }
        let again = try crypt(phrase, setting: hash.utf8.map { CChar(bitPattern: $0) } + [0])
        return Digest.constantTimeEqual(Array(again.utf8), Array(hash.utf8))
    }

    /// The cost of a hash; nil where it is no bcrypt hash.
    static func cost(of hash: String) -> Int? {
        guard hash.hasPrefix("$2b$"), hash.utf8.count == 60 else { return nil }
        return Int(hash.dropFirst(4).prefix(2))
    }

    private static func crypt(_ phrase: SecretBytes, setting: [CChar]) throws -> String {
        let size = MemoryLayout<crypt_data>.size
        // libcrypt copies the phrase into its work area, which is as secret.
        let area = try SecretBytes(count: size + phrase.count + 1) { memory in
            phrase.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: memory[size...]).copyMemory(from: $0) }
            guard let base = memory.baseAddress else { throw VaultFailure(.fault) }
            let text = (base + size).assumingMemoryBound(to: CChar.self)
            guard crypt_rn(text, setting, base, Int32(size)) != nil else { throw VaultFailure(.fault) }
        }
        return area.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
