import Testing

@testable import Engine

/// Our use of libcrypto against the values that the standards publish.
struct PublishedVectorTests {
    struct GCM: Sendable, CustomTestStringConvertible {
        let name: String
        let key: String
        let nonce: String
        let plaintext: String
        let header: String
        let ciphertext: String
        let tag: String
        var testDescription: String { name }
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, AES-256 with 96-bit IV.
    static let gcm: [GCM] = [
        GCM(
            name: "test case 13", key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: "", header: "", ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        GCM(
            name: "test case 14", key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), header: "",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        GCM(
            name: "test case 15", key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
            header: "",
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
            tag: "b094dac5d93471bdec1a502270e3cc6c"
        ),
        GCM(
            name: "test case 16", key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            header: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    @Test(arguments: gcm)
    func `AES-256-GCM seals to the published ciphertext and tag`(vector: GCM) throws {
        let text = try bytes(vector.plaintext)
        var output = [UInt8](repeating: 0, count: text.count + 16)
        let cipher = try AESGCM(key: secret(vector.key), for: .seal)

        try output.withUnsafeMutableBytes { output in
            let place = try #require(output.baseAddress)
            try text.withUnsafeBytes {
                try cipher.seal($0, into: place, nonce: nonce(vector.nonce), header: bytes(vector.header))
            }
        }

        #expect(Hex.encode(output) == vector.ciphertext + vector.tag)
    }

    @Test(arguments: gcm)
    func `AES-256-GCM opens the published ciphertext`(vector: GCM) throws {
        var text = try bytes(vector.ciphertext)
        let tag = try bytes(vector.tag)
        let cipher = try AESGCM(key: secret(vector.key), for: .open)

        let opened = try text.withUnsafeMutableBytes { text in
            try tag.withUnsafeBytes {
                try cipher.open(text, tag: $0, nonce: nonce(vector.nonce), header: bytes(vector.header))
            }
        }

        #expect(opened)
        #expect(Hex.encode(text) == vector.plaintext)
    }

    @Test(arguments: gcm)
    func `AES-256-GCM refuses an altered tag and wipes what it opened`(vector: GCM) throws {
        var text = try bytes(vector.ciphertext)
        var tag = try bytes(vector.tag)
        tag[15] ^= 1
        let cipher = try AESGCM(key: secret(vector.key), for: .open)

        let opened = try text.withUnsafeMutableBytes { text in
            try tag.withUnsafeBytes {
                try cipher.open(text, tag: $0, nonce: nonce(vector.nonce), header: bytes(vector.header))
            }
        }

        #expect(!opened)
        #expect(text.allSatisfy { $0 == 0 })
    }

    @Test(
        "HKDF-SHA256 gives the published keys (RFC 5869, A.1 to A.3)",
        arguments: [
            (
                String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                Hex.encode(0x00...0x4f), Hex.encode(0x60...0xaf), Hex.encode(0xb0...0xff),
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                    + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
            (
                String(repeating: "0b", count: 22), "", "",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ]
    )
    func hkdf(key: String, salt: String, info: String, expected: String) throws {
        let derived = try KeyDerivation.derive(
            from: secret(key), salt: bytes(salt), info: bytes(info), count: expected.count / 2
        )
        #expect(derived.withUnsafeBytes { Hex.encode($0) } == expected)
    }

    @Test(
        "HMAC-SHA256 gives the published codes (RFC 4231, 4.2 to 4.5 and 4.7)",
        arguments: [
            (
                String(repeating: "0b", count: 20), Hex.encode("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Hex.encode("Jefe".utf8), Hex.encode("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                Hex.encode(0x01...0x19), String(repeating: "cd", count: 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
            ),
            (
                String(repeating: "aa", count: 131),
                Hex.encode("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
    )
    func hmac(key: String, message: String, expected: String) throws {
        #expect(Hex.encode(try Digest.hmacSHA256(key: secret(key), bytes(message))) == expected)
    }

    @Test(
        "SHA-256 gives the published digests (FIPS 180-4 examples)",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ]
    )
    func sha256(message: String, expected: String) throws {
        var stream = try SHA256Stream()
        let bytes = Array(message.utf8)
        try stream.update(Array(bytes.prefix(7)))
        let early = stream
        try stream.update(Array(bytes.dropFirst(7)))

        #expect(Hex.encode(try Digest.sha256(bytes)) == expected)
        #expect(Hex.encode(try stream.finish()) == expected)
        #expect(try early.finish() == Digest.sha256(Array(bytes.prefix(7))))
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    private func secret(_ hex: String) throws -> SecretBytes {
        try bytes(hex).withUnsafeBytes { try SecretBytes(copying: $0) }
    }

    private func nonce(_ hex: String) throws -> AESGCM.Nonce {
        let bytes = try bytes(hex)
        return AESGCM.Nonce { bytes[$0] }
    }
}
