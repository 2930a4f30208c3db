import Testing

@testable import Engine

struct KeyWrapTests {
    private let master: SecretBytes
    private let key: SecretBytes
    private let wrapped: [UInt8]

    init() throws {
        master = try .random(count: 32)
        key = try .random(count: 32)
        wrapped = try KeyWrap.wrap(key, under: master, term: 7, purpose: .safeKey, context: [1, 2, 3])
    }

    private func unwrap(_ bytes: [UInt8]) throws -> SecretBytes {
        try KeyWrap.unwrap(bytes, under: master, purpose: .safeKey, context: [1, 2, 3])
    }

    @Test func `a wrapped key comes out again`() throws {
        #expect(try unwrap(wrapped).isEqual(to: key))
    }

    @Test func `a wrap has 118 bytes and names its term`() throws {
        #expect(wrapped.count == KeyWrap.size)
        #expect(wrapped.count == 118)
        #expect(try KeyWrap.term(of: wrapped) == 7)
    }

    @Test func `wrapping twice gives different bytes`() throws {
        #expect(try KeyWrap.wrap(key, under: master, term: 7, purpose: .safeKey, context: [1, 2, 3]) != wrapped)
    }

    @Test func `another wrapping key fails as foreign`() throws {
        let other = try SecretBytes.random(count: 32)
        #expect(throws: VaultFailure(.sealForeign)) {
            try KeyWrap.unwrap(wrapped, under: other, purpose: .safeKey, context: [1, 2, 3])
        }
    }

    @Test(arguments: KeyPurpose.allCases.filter { $0 != .safeKey })
    func `another purpose fails as foreign`(purpose: KeyPurpose) {
        #expect(throws: VaultFailure(.sealForeign)) {
            try KeyWrap.unwrap(wrapped, under: master, purpose: purpose, context: [1, 2, 3])
        }
    }

    @Test(arguments: [[], [1, 2], [1, 2, 4], [1, 2, 3, 0]] as [[UInt8]])
    func `another context fails as foreign`(context: [UInt8]) {
        #expect(throws: VaultFailure(.sealForeign)) {
            try KeyWrap.unwrap(wrapped, under: master, purpose: .safeKey, context: context)
        }
    }

    @Test func `an edited term fails as foreign`() {
        var edited = wrapped
        edited[5] = 8
        #expect(throws: VaultFailure(.sealForeign)) { try unwrap(edited) }
    }

    @Test(
        arguments: zip(
            [0, 1, 2, 6, 37, 38, 69, 70, 101, 102, 117],
            [
                .sealUnknownFormat, .sealUnknownFormat, .sealForeign, .sealForeign, .sealForeign, .sealForeign,
                .sealForeign, .sealBroken, .sealBroken, .sealBroken, .sealBroken,
            ] as [FailureCode]
        )
    )
    func `a flipped bit in any region fails by its name`(offset: Int, code: FailureCode) {
        var edited = wrapped
        edited[offset] ^= 0x10
        #expect(throws: VaultFailure(code)) { try unwrap(edited) }
    }

    @Test(arguments: [0, 1, 6, 117]) func `a cut wrap fails as truncated`(count: Int) {
        #expect(throws: VaultFailure(.sealTruncated)) { try unwrap(Array(wrapped.prefix(count))) }
        #expect(throws: VaultFailure(.sealTruncated)) { try KeyWrap.term(of: Array(wrapped.prefix(count))) }
    }

    @Test func `a lengthened wrap fails as extended`() {
        #expect(throws: VaultFailure(.sealExtended)) { try unwrap(wrapped + [0]) }
    }

    @Test func `only keys of 32 bytes are wrapped`() throws {
        let short = try SecretBytes.random(count: 31)
        #expect(throws: VaultFailure(.fault)) {
            try KeyWrap.wrap(short, under: master, term: 1, purpose: .safeKey, context: [])
        }
    }
}
