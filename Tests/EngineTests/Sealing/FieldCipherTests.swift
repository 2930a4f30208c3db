import Testing

@testable import Engine

struct FieldCipherTests {
    private let key: SecretBytes
    private let cipher: FieldCipher
    private let place = FieldAddress(table: "person", column: "name", row: [1, 2, 3, 4])

    init() throws {
        key = try .random(count: 32)
        cipher = try FieldCipher(key: key, generation: 3)
    }

    @Test(arguments: ["", "a", "Zoé Lefèvre", String(repeating: "long ", count: 30_000)])
    func `a sealed text comes out again`(text: String) throws {
        let sealed = try cipher.seal(text: text, at: place)
        #expect(sealed.count == text.utf8.count + FieldCipher.overhead)
        #expect(try cipher.openText(sealed, at: place) == text)
    }

    @Test func `the same text seals to different bytes each time`() throws {
        #expect(try cipher.seal(text: "same", at: place) != cipher.seal(text: "same", at: place))
    }

    @Test func `a sealed field names the generation of its key`() throws {
        #expect(try FieldCipher.generation(of: cipher.seal(text: "x", at: place)) == 3)
    }

    @Test(
        arguments: [
            FieldAddress(table: "place", column: "name", row: [1, 2, 3, 4]),
            FieldAddress(table: "person", column: "note", row: [1, 2, 3, 4]),
            FieldAddress(table: "person", column: "name", row: [1, 2, 3, 5]),
            FieldAddress(table: "person", column: "name", row: [1, 2, 3]),
            // The same letters, cut elsewhere.
            FieldAddress(table: "personn", column: "ame", row: [1, 2, 3, 4]),
        ]
    )
    func `a field moved to another place fails as broken`(other: FieldAddress) throws {
        let sealed = try cipher.seal(text: "secret", at: place)
        #expect(throws: VaultFailure(.sealBroken)) { try cipher.open(sealed, at: other) }
    }

    @Test func `a field under another key fails as broken`() throws {
        let sealed = try cipher.seal(text: "secret", at: place)
        let other = try FieldCipher(key: .random(count: 32), generation: 3)
        #expect(throws: VaultFailure(.sealBroken)) { try other.open(sealed, at: place) }
    }

    @Test func `a field of another generation fails by that name`() throws {
        let sealed = try cipher.seal(text: "secret", at: place)
        let other = try FieldCipher(key: key, generation: 4)
        #expect(throws: VaultFailure(.sealGenerationUnknown)) { try other.open(sealed, at: place) }
    }

    @Test func `an edited generation does not make a field open`() throws {
        var sealed = try cipher.seal(text: "secret", at: place)
        sealed[5] = 4
        let other = try FieldCipher(key: key, generation: 4)
        #expect(throws: VaultFailure(.sealBroken)) { try other.open(sealed, at: place) }
    }

    @Test(
        arguments: zip(
            [0, 1, 2, 5, 6, 17, 18, 23, 24, 39],
            [
                .sealUnknownFormat, .sealUnknownFormat, .sealGenerationUnknown, .sealGenerationUnknown, .sealBroken,
                .sealBroken, .sealBroken, .sealBroken, .sealBroken, .sealBroken,
            ] as [FailureCode]
        )
    )
    func `a flipped bit in any region fails by its name`(offset: Int, code: FailureCode) throws {
        var sealed = try cipher.seal(text: "secret", at: place)
        sealed[offset] ^= 0x40
        #expect(throws: VaultFailure(code)) { try cipher.open(sealed, at: place) }
    }

    @Test(arguments: [0, 1, 18, 33]) func `a field shorter than any fails as truncated`(count: Int) throws {
        let sealed = Array(try cipher.seal(text: "secret", at: place).prefix(count))
        #expect(throws: VaultFailure(.sealTruncated)) { try cipher.open(sealed, at: place) }
    }

    @Test(arguments: [-1, 1]) func `a cut or lengthened field fails as broken`(change: Int) throws {
        let sealed = try cipher.seal(text: "secret", at: place)
        let other = change < 0 ? Array(sealed.dropLast()) : sealed + [0]
        #expect(throws: VaultFailure(.sealBroken)) { try cipher.open(other, at: place) }
    }

    @Test func `bytes that are no text do not open as text`() throws {
        let sealed = try cipher.seal([0xff, 0xfe], at: place)
        #expect(try cipher.open(sealed, at: place) == [0xff, 0xfe])
        #expect(throws: VaultFailure(.sealBroken)) { try cipher.openText(sealed, at: place) }
    }
}
