import Foundation
import Testing

@testable import Engine

struct ScanVerdictTests {
    @Test(arguments: ["bare", "zip", "7z", "tar", "tar.gz", "pdf", "docx"])
    func `the EICAR test file is caught in`(form: String) async throws {
        let fixture = try await ScannerFixture.loaded()
        let verdict = try await fixture.scan(try Self.infected(form))
        #expect(verdict.isInfected)
        #expect(verdict.failure?.code == .virusFound)
    }

    @Test func `ordinary documents are clean`() async throws {
        let fixture = try await ScannerFixture.loaded()
        for (type, bytes) in try Self.ordinary() {
            #expect(try await fixture.scan(bytes, type: type) == .clean, "\(type.fileExtension)")
        }
    }

    @Test func `every file of the clamav-testfiles package is caught or refused`() async throws {
        let folder = "/usr/share/clamav-testfiles"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count >= 40)
        let fixture = try await ScannerFixture.loaded()
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
            #expect(try await fixture.scan(bytes) != .clean, "\(name)")
        }
    }

    @Test func `a document above the limit is not scanned`() async throws {
        let fixture = try await ScannerFixture.loaded(maxSize: 100_000)
        #expect(try await fixture.scan(Samples.zeros(100_001)) == .unscannable(.tooLarge))
    }

    @Test func `five bytes are clean only as text`() async throws {
        let fixture = try await ScannerFixture.loaded()
        #expect(try await fixture.scan(Array("%PDF-".utf8), type: .pdf) == .unscannable(.tooShort))
        #expect(try await fixture.scan(Array("Merci".utf8), type: .text) == .clean)
    }

    @Test func `a finding without a name is a finding`() {
        let record = ClamAVScanRecord()
        record.sawLayer("CL_TYPE_ANY")
        record.found(nil)
        let verdict = Self.judged(record)
        #expect(verdict == .infected(signature: "unnamed"))
    }

    @Test func `return code 0 without a layer seen is no verdict`() {
        #expect(Self.judged(ClamAVScanRecord()) == .failed("libclamav looked at nothing"))
    }

    @Test func `an error message of the thread spoils a clean scan`() {
        #expect(
            Self.judged(Self.seen("CL_TYPE_PDF"), errors: ["cli_writen: write error"]) == .failed("cli_writen: write error"))
    }

    @Test func `an opaque layer spoils a clean scan`() {
        #expect(Self.judged(Self.seen("CL_TYPE_RAR")) == .unscannable(.opaqueKind))
    }

    @Test func `a scan beyond its time by the steady clock is not clean`() {
        #expect(Self.judged(Self.seen("CL_TYPE_PDF"), elapsed: .seconds(10)) == .unscannable(.limitReached))
        #expect(Self.judged(Self.seen("CL_TYPE_PDF"), elapsed: .seconds(9)) == .clean)
    }

    @Test func `only messages of the bytecode kind are passed over`() {
        let messages = ClamAVMessages()
        messages.note("Opcode 45 of type 0 is not implemented yet!\n", severity: 128)
        messages.note("bytecode api: buffer error!\n", severity: 128)
        messages.note("just a warning", severity: 64)
        #expect(messages.errors.isEmpty)
        messages.note("cli_gentempfd: Can't create temporary file\n", severity: 128)
        #expect(messages.errors.count == 1)
    }

    @Test(arguments: [
        ("Heuristics.Encrypted.Zip", ScanVerdict.unscannable(.encrypted)),
        ("Heuristics.Limits.Exceeded.MaxScanTime", .unscannable(.limitReached)),
        ("Heuristics.Zip.OverlappingFiles", .unscannable(.contradictory)),
        ("Win.Trojan.Any-1", .infected(signature: "Win.Trojan.Any-1")),
    ])
    func `what libclamav only could not read is no infection`(name: String, verdict: ScanVerdict) {
        let record = Self.seen("CL_TYPE_ZIP")
        record.found(name)
        #expect(Self.judged(record) == verdict)
    }

    private static func seen(_ type: String) -> ClamAVScanRecord {
        let record = ClamAVScanRecord()
        record.sawLayer(type)
        return record
    }

    private static func judged(_ record: ClamAVScanRecord, errors: [String] = [], elapsed: Duration = .zero) -> ScanVerdict {
        let report = ClamAVReport.silent(record: record, errors: errors)
        return ScanVerdict(report: report, elapsed: elapsed, timeLimit: .seconds(10))
    }

    private static func infected(_ form: String) throws -> [UInt8] {
        let member = (name: "paper.txt", bytes: EICAR.bytes)
        return switch form {
        case "bare": EICAR.bytes
        case "zip": try ArchiveWriting.container(.zip, members: [member])
        case "7z": try ArchiveWriting.container(.sevenZip, members: [member])
        case "tar": try ArchiveWriting.container(.tar, members: [member])
        case "tar.gz": try ArchiveWriting.container(.gzippedTar, members: [member])
        case "pdf": Samples.pdf(stream: try Samples.zlib(EICAR.bytes), filter: "/Filter/FlateDecode")
        default: try Samples.docx(extra: [member])
        }
    }

    private static func ordinary() throws -> [(MediaType, [UInt8])] {
        [
            (.pdf, Samples.pdf()), (.jpeg, Samples.jpeg), (.png, try Samples.png()), (.gif, Samples.gif),
            (.webp, Samples.webp),
            (.docx, try Samples.docx()), (.xlsx, try Samples.xlsx()), (.odt, try Samples.openDocument(.odt)),
            (.ods, try Samples.openDocument(.ods)), (.text, Samples.text), (.csv, Samples.csv), (.text, Samples.latin1),
            (.doc, CompoundBytes.file([("WordDocument", [0xEC, 0xA5, 0xC1, 0])])),
            (.pdf, Samples.pdf(stream: try Samples.zlib(Array("BT (Bonjour) Tj ET".utf8)), filter: "/Filter/FlateDecode")),
        ]
    }
}
