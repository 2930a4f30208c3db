import Testing

@testable import Engine

@Suite struct SnapshotManifestTests {
    @Test func `a manifest reads back as it was written`() throws {
        let master = try SecretBytes.random(count: 32)
        let manifest = try Self.sample(documents: 300)
        let parsed = try SnapshotManifest.parse(manifest.sealed(with: master))
        #expect(try parsed.isGenuine(under: master))
        #expect(parsed.manifest.id == manifest.id)
        #expect(parsed.manifest.documents == manifest.documents)
        #expect(parsed.manifest.files == manifest.files)
        #expect(parsed.manifest.needs == manifest.needs)
        #expect(parsed.manifest.erased == manifest.erased)
        #expect(parsed.manifest.lost == manifest.lost)
        #expect(parsed.manifest.journal == manifest.journal)
        #expect(parsed.manifest.created == manifest.created)
        #expect(parsed.manifest.bytes == manifest.bytes)
    }

    @Test func `another key does not make it genuine`() throws {
        let parsed = try SnapshotManifest.parse(Self.sample().sealed(with: .random(count: 32)))
        #expect(try !parsed.isGenuine(under: .random(count: 32)))
    }

    @Test func `no changed byte passes`() throws {
        let master = try SecretBytes.random(count: 32)
        let bytes = try Self.sample().sealed(with: master)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let isGenuine = (try? SnapshotManifest.parse(changed).isGenuine(under: master)) ?? false
            #expect(!isGenuine, "byte \(index)")
        }
    }

    @Test func `no cut passes`() throws {
        let bytes = try Self.sample().sealed(with: .random(count: 32))
        for length in 0..<bytes.count {
            #expect(throws: SnapshotManifest.Flaw.self, "\(length) bytes") {
                try SnapshotManifest.parse(Array(bytes[..<length]))
            }
        }
    }

    @Test func `what is added at the end is refused`() throws {
        let bytes = try Self.sample().sealed(with: .random(count: 32))
        #expect(throws: SnapshotManifest.Flaw.malformed) { try SnapshotManifest.parse(bytes + [10]) }
    }

    @Test func `a manifest of a newer version says so`() throws {
        #expect(throws: SnapshotManifest.Flaw.newer) { try SnapshotManifest.parse(Array("vaultd-snapshot 2\n".utf8)) }
    }

    @Test(arguments: [
        "", "vaultd-snapshot 1\n", "vaultd-snapshot 01\n", "vaultd-snapshot 1 \n", "vaultd-snapshot -1\n",
    ])
    func `anything else is no manifest`(text: String) {
        #expect(throws: SnapshotManifest.Flaw.malformed) { try SnapshotManifest.parse(Array(text.utf8)) }
    }

    @Test(arguments: [
        "latest", "", "../x", "2026-11-22T021500Z-9f3", "2026-11-22T021500Z-9f3k/", "2026-11-22T021500Z-9F3K",
    ])
    func `only names that a snapshot can have are names`(text: String) {
        #expect(SnapshotID(text) == nil)
    }

    @Test func `a fresh name is the time in UTC and reads back`() throws {
        let id = SnapshotID(at: Moment(seconds: 1_795_313_700))
        #expect(id.text.hasPrefix("2026-11-22T021500Z-"))
        #expect(SnapshotID(id.text) == id)
    }

    private static func sample(documents: Int = 3) throws -> SnapshotManifest {
        func digest() throws -> [UInt8] { try Digest.random(32) }
        let part = SnapshotManifest.SealedPart(
            length: 4208, digest: try digest(), plaintextLength: 4096, plaintextDigest: try digest())
        return SnapshotManifest(
            id: SnapshotID(at: Moment(seconds: 1_795_313_700)), sequence: 12,
            created: Moment(milliseconds: 1_795_313_700_123),
            instance: try Digest.random(16), term: 2, key: try Digest.random(KeyWrap.size),
            needs: [1: try digest(), 2: try digest()],
            journal: .init(sequence: 77, link: try digest()), newBytes: 0,
            files: [.catalog: part, .settings: part], erased: [DocumentID()], lost: [DocumentID(), DocumentID()],
            documents: try (0..<documents).map { .init(document: DocumentID(), length: 112 + $0, digest: try digest()) }
        )
    }
}
