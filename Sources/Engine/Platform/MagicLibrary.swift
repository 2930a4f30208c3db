internal import CMagic
import Synchronization

/// libmagic's opinion on what bytes are.
///
/// `@unchecked Sendable`: the one mutable thing is the cookie, which is touched under `lock` only.
final class MagicLibrary: @unchecked Sendable {
    /// The one of this process.
    static let shared = MagicLibrary()

    private let cookie = Cookie()
    private let lock = Mutex(())

    private init() {}

    /// The media type of `bytes`, such as `image/png`.
    ///
    /// - Throws: `fault` if libmagic or its database cannot be used.
    func mediaType(of bytes: UnsafeRawBufferPointer) throws -> String {
        guard let cookie else { throw VaultFailure(.fault, cause: MagicError(message: "libmagic has no database")) }
        return try lock.withLock { _ in try cookie.mediaType(of: bytes) }
    }

    /// Owns a `magic_t`, which is good for one thread at a time: the lock above sees to that.
    private final class Cookie {
        private let magic: magic_t

        init?() {
            guard let magic = magic_open(MAGIC_MIME_TYPE) else { return nil }
            guard magic_load(magic, nil) == 0 else {
                magic_close(magic)
                return nil
            }
            self.magic = magic
        }

        deinit { magic_close(magic) }

        func mediaType(of bytes: UnsafeRawBufferPointer) throws -> String {
            guard let text = magic_buffer(magic, bytes.baseAddress, bytes.count) else {
                let reason = magic_error(magic).map { String(cString: $0) }
                throw VaultFailure(.fault, cause: MagicError(message: reason ?? "libmagic gave no reason"))
            }
            return String(cString: text)
        }
    }
}

/// What libmagic complained of.
struct MagicError: Error {
    let message: String
}
