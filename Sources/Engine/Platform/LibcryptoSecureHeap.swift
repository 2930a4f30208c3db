import CLibcrypto

/// libcrypto's heap for secrets: locked in memory, left out of core dumps, with guard pages at both ends.
enum SecureHeap {
    /// How well secrets are kept, for `vaultctl status` and the log: never silently less than promised.
    enum Protection: String, Sendable {
        /// Locked and guarded.
        case locked
        /// In place, but the kernel refused to lock or guard it: see RLIMIT_MEMLOCK.
        case unlocked
        /// Could not be made: secrets lie in ordinary memory and are only wiped after use.
        case ordinary
    }

    /// Room for some 130,000 keys. Below the 8 MiB that Debian lets any process lock.
    static let size = 4 << 20

    /// The state of the heap, which is made at first use.
    static let protection: Protection =
        switch CRYPTO_secure_malloc_init(size, 32) {
        case 1: .locked
        case 2: .unlocked
        default: .ordinary
        }

    /// Zeroed memory for a secret of `count` bytes.
    ///
    /// - Throws: `busy` when the heap is used up.
    static func allocate(_ count: Int) throws -> UnsafeMutableRawBufferPointer {
        _ = protection
        guard let address = CRYPTO_secure_zalloc(max(count, 1), nil, 0) else {
            throw VaultFailure(.busy, retryAfter: 5)
        }
        return UnsafeMutableRawBufferPointer(start: address, count: count)
    }

    /// Wipes the memory and gives it back.
    static func free(_ memory: UnsafeMutableRawBufferPointer) {
        CRYPTO_secure_clear_free(memory.baseAddress, memory.count, nil, 0)
    }

    /// Fills a secret with bytes from the generator that libcrypto keeps for private values.
    static func fillRandom(_ memory: UnsafeMutableRawBufferPointer) throws {
        let bytes = memory.bindMemory(to: UInt8.self)
        try Libcrypto.check(RAND_priv_bytes(bytes.baseAddress, Int32(bytes.count)), "RAND_priv_bytes")
    }
}
