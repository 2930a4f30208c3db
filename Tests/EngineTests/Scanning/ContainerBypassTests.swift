import Foundation
import Testing

@testable import Engine

/// Files that libclamav 1.4.6 was seen to call clean although EICAR is inside, or that unpack to no end.
struct ContainerBypassTests {
    @Test func `a zip with zip64 sizes in the local header is refused`() async throws {
        let zip64 = [1, 0, 16, 0] + ZipBytes.little(68, 8) + ZipBytes.little(68, 8)
        let zip = ZipBytes(members: [.init(bytes: EICAR.bytes, localExtra: zip64, localSize: 0xFFFF_FFFF)])
        try await expect(zip.written(), .contradictory)
    }

    @Test func `EICAR behind 120 MB of zeros in a zip member is refused`() async throws {
        let zip = try ArchiveWriting.container(.zip, members: [("a", Samples.zeros(120 << 20) + EICAR.bytes)])
        try await expect(zip, .memberTooLarge, maxSize: 50 << 20)
    }

    @Test func `EICAR behind 7 MB of zeros in a zip member is caught`() async throws {
        let zip = try ArchiveWriting.container(.zip, members: [("a", Samples.zeros(7 << 20) + EICAR.bytes)])
        let fixture = try await ScannerFixture.loaded()
        #expect(try await fixture.scan(zip).isInfected)
    }

    @Test func `a zip bomb is refused`() async throws {
        let member = (name: "a", bytes: Samples.zeros(40 << 20))
        try await expect(try ArchiveWriting.container(.zip, members: [member]), .absurdRatio, maxSize: 50 << 20)
    }

    @Test func `a zip of many large members is refused`() async throws {
        let members = (0..<6).map { ("\($0)", Samples.zeros(3 << 20)) }
        try await expect(try ArchiveWriting.container(.zip, members: members), .unpacksTooLarge)
    }

    @Test func `a gzip bomb is refused`() async throws {
        let member = (name: "a", bytes: Samples.zeros(20 << 20))
        try await expect(try ArchiveWriting.container(.gzippedTar, members: [member]), .memberTooLarge)
    }

    @Test func `a deflate bomb in a PDF is refused`() async throws {
        let stream = try Samples.zlib(Samples.zeros(16 << 20) + EICAR.bytes)
        try await expect(Samples.pdf(stream: stream, filter: "/Filter/FlateDecode"), .memberTooLarge)
    }

    @Test func `a PDF stream deflated twice is refused`() async throws {
        let stream = try Samples.zlib(try Samples.zlib(Samples.zeros(16 << 20) + EICAR.bytes))
        try await expect(Samples.pdf(stream: stream, filter: "/Filter[/FlateDecode/FlateDecode]"), .contradictory)
    }

    @Test func `a deflate bomb in hexadecimal digits in a PDF is refused by the alert of libclamav`() async throws {
        let stream = Array(Hex.encode(try Samples.zlib(Samples.zeros(16 << 20) + EICAR.bytes)).utf8) + Array(">".utf8)
        try await expect(Samples.pdf(stream: stream, filter: "/Filter[/ASCIIHexDecode/FlateDecode]"), .limitReached)
    }

    @Test func `a PNG that claims billions of points is refused`() async throws {
        try await expect(try Samples.png(width: 60_000, height: 60_000, data: [0]), .tooManyPixels)
    }

    @Test func `a PNG whose data unpack far beyond its size is refused`() async throws {
        try await expect(try Samples.png(data: Samples.zeros(4 << 20)), .absurdRatio)
    }

    @Test func `a PNG with a bursting text chunk is refused`() async throws {
        let text = Samples.chunk("zTXt", Array("k".utf8) + [0, 0] + (try Samples.zlib(Samples.zeros(9 << 20))))
        try await expect(try Samples.png(extra: text), .absurdRatio)
    }

    @Test(arguments: ["traditional", "aes256"])
    func `an encrypted zip is refused as encrypted`(method: String) async throws {
        let zip = try ArchiveWriting.container(.encryptedZip(method: method, password: "x"), members: [("a", EICAR.bytes)])
        try await expect(zip, .encrypted)
    }

    @Test func `a RAR is refused, bare or in a zip`() async throws {
        let rar = Array("Rar!".utf8) + [0x1A, 7, 0, 0xCF, 0x90, 0x73, 0, 0, 0x0D, 0, 0, 0] + Samples.zeros(64)
        try await expect(rar, .opaqueKind)
        try await expect(try ArchiveWriting.container(.zip, members: [("a.rar", rar)]), .opaqueKind)
    }

    @Test func `encrypted office documents are refused as encrypted`() async throws {
        try await expect(CompoundBytes.file([("EncryptionInfo", []), ("EncryptedPackage", EICAR.bytes)]), .encrypted)
        let word: [UInt8] = [0xEC, 0xA5, 0xC1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        try await expect(CompoundBytes.file([("WordDocument", word)]), .encrypted)
        let book: [UInt8] = [9, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 4, 0, 1, 0, 1, 0]
        try await expect(CompoundBytes.file([("Workbook", book)]), .encrypted)
        try await expect(
            try ArchiveWriting.container(.zip, members: [("a.doc", CompoundBytes.file([("WordDocument", word)]))]),
            .encrypted)
    }

    @Test func `a zip cut off anywhere is refused`() async throws {
        let zip = try ArchiveWriting.container(.zip, members: [("a", EICAR.bytes), ("b", Samples.text)])
        let fixture = try await ScannerFixture.loaded()
        for length in stride(from: 8, to: zip.count, by: 13) {
            #expect(try await fixture.scan(Array(zip[..<length])) == .unscannable(.damaged), "\(length) bytes")
        }
    }

    @Test func `a zip nested 30 deep is refused`() async throws {
        var bytes = EICAR.bytes
        for _ in 0..<30 { bytes = try ArchiveWriting.container(.zip, members: [("a.zip", bytes)]) }
        try await expect(bytes, .nestedTooDeep)
    }

    @Test func `overlapping members are refused`() async throws {
        let shared = ZipBytes.Member(bytes: Samples.text)
        var second = shared
        second.claimedOffset = 0
        try await expect(ZipBytes(members: [shared, second]).written(), .contradictory)
    }

    @Test func `a member that the directory hides is refused`() async throws {
        let hidden = ZipBytes.Member(name: "b", bytes: EICAR.bytes, isListed: false)
        try await expect(ZipBytes(members: [.init(bytes: Samples.text), hidden]).written(), .contradictory)
    }

    @Test func `a member with another name in its own header is refused`() async throws {
        try await expect(ZipBytes(members: [.init(bytes: Samples.text, localName: "b.exe")]).written(), .contradictory)
    }

    @Test func `a member larger than it says is refused`() async throws {
        let member = ZipBytes.Member(
            bytes: try Samples.deflated(Samples.zeros(1 << 20) + EICAR.bytes), method: 8, declaredSize: 10)
        let fixture = try await ScannerFixture.loaded()
        let verdict = try await fixture.scan(ZipBytes(members: [member]).written())
        #expect([.unscannable(.damaged), .unscannable(.contradictory)].contains(verdict))
    }

    @Test func `a wrong checksum is refused`() async throws {
        try await expect(ZipBytes(members: [.init(bytes: Samples.text, checksum: 1)]).written(), .damaged)
    }

    @Test func `a packing method that libclamav does not know is refused`() async throws {
        try await expect(ZipBytes(members: [.init(bytes: EICAR.bytes, method: 93)]).written(), .opaqueKind)
    }

    @Test func `bytes after the end of a zip are refused`() async throws {
        try await expect(ZipBytes(members: [.init(bytes: Samples.text)], suffix: Array("more".utf8)).written(), .damaged)
    }

    @Test func `too many members are refused`() async throws {
        let members = (0...10_000).map { ZipBytes.Member(name: "\($0)", bytes: []) }
        try await expect(ZipBytes(members: members).written(), .tooManyMembers)
    }

    private func expect(_ bytes: [UInt8], _ reason: UnscannableReason, maxSize: Int = 8 << 20) async throws {
        let fixture = try await ScannerFixture.loaded(maxSize: maxSize)
        #expect(try await fixture.scan(bytes) == .unscannable(reason))
    }
}
