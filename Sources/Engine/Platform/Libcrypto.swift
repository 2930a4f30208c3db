import CLibcrypto

/// What libcrypto said when one of its calls failed. For the log only.
struct LibcryptoError: Error, CustomStringConvertible {
    /// The call that failed.
    let call: StaticString
    /// The text of libcrypto's error queue; empty where it left none.
    let reason: String

    var description: String { reason.isEmpty ? "\(call) failed" : "\(call) failed: \(reason)" }
}

/// The algorithms of libcrypto, fetched once, and its error text.
enum Libcrypto {
    // nonisolated(unsafe): fetched algorithms are immutable and reference counted; OpenSSL allows their use
    // from several threads at once (crypto(7), "thread safety"), and these references are never given back.
    nonisolated(unsafe) static let aes256gcm: OpaquePointer? = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
    nonisolated(unsafe) static let sha256: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) static let hkdf: OpaquePointer? = EVP_KDF_fetch(nil, "HKDF", nil)

    /// A `fault` whose cause is the text of this thread's error queue, which is emptied.
    static func failure(_ call: StaticString) -> VaultFailure {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { break }
            reasons.append(
                String(unsafeUninitializedCapacity: 256) { buffer in
                    buffer.withMemoryRebound(to: CChar.self) { ERR_error_string_n(code, $0.baseAddress, $0.count) }
                    return buffer.firstIndex(of: 0) ?? buffer.count
                }
            )
        }
        return VaultFailure(.fault, cause: LibcryptoError(call: call, reason: reasons.joined(separator: "; ")))
    }

    /// Throws unless libcrypto answered 1, which means success in all the calls that we use.
    static func check(_ answer: Int32, _ call: StaticString) throws {
        guard answer == 1 else { throw failure(call) }
    }

    /// Overwrites memory in a way that the compiler may not drop.
    static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let address = bytes.baseAddress else { return }
        OPENSSL_cleanse(address, bytes.count)
    }
}
