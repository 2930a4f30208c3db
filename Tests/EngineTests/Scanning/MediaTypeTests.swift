import Testing

@testable import Engine

struct MediaTypeTests {
    @Test func `the content tells the kind, whatever the name`() throws {
        let documents: [(MediaType, [UInt8])] = [
            (.pdf, Samples.pdf()), (.jpeg, Samples.jpeg), (.png, try Samples.png()), (.gif, Samples.gif),
            (.webp, Samples.webp),
            (.heic, Samples.heic), (.docx, try Samples.docx()), (.xlsx, try Samples.xlsx()),
            (.odt, try Samples.openDocument(.odt)), (.ods, try Samples.openDocument(.ods)), (.text, Samples.text),
            (.text, Samples.latin1), (.text, EICAR.bytes), (.text, Array("Bonjour".utf8)),
            (.doc, CompoundBytes.file([("WordDocument", [0xEC, 0xA5])])),
            (.xls, CompoundBytes.file([("Workbook", [9, 8])])),
        ]
        for (type, bytes) in documents {
            #expect(try detect(bytes, "photo.exe") == type, "\(type.fileExtension)")
        }
    }

    @Test func `a name tells values from text and nothing else`() throws {
        #expect(try detect(Samples.csv, "Liste.CSV") == .csv)
        #expect(try detect(Samples.csv, "liste.txt") == .text)
        #expect(try detect(Samples.jpeg, "liste.csv") == .jpeg)
    }

    @Test(arguments: [
        "<html><body>x</body></html>", "<!DOCTYPE html>", "  <svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0'?><a/>",
        "#!/bin/sh\nrm x\n", "Dear all <script>alert(1)</script>", "GIF89a=1;<html><script>alert(1)</script></html>",
        "<html>%PDF-1.4\n1 0 obj", "junk\n%PDF-1.4\n1 0 obj", "{\\rtf1 x}", "%!PS-Adobe-3.0", "MIME-Version: 1.0\n\nx",
        "@echo off\r\ndel x", "a\u{0}b",
    ])
    func `what a browser or a system could run is not accepted`(text: String) throws {
        #expect(try detect(Array(text.utf8)) == nil)
    }

    @Test func `archives, programs and macro documents are not accepted`() throws {
        #expect(try detect(try ArchiveWriting.container(.zip, members: [("a.txt", Samples.text)])) == nil)
        #expect(try detect(try ArchiveWriting.container(.sevenZip, members: [("a.txt", Samples.text)])) == nil)
        #expect(try detect(Array("MZ".utf8) + Samples.zeros(200)) == nil)
        #expect(try detect(try Samples.docx(extra: [("word/vbaProject.bin", [1])])) == nil)
        let macro = try Samples.openXML(part: "word/document.xml", kind: "application/vnd.ms-word.document.macroEnabled")
        #expect(try detect(macro) == nil)
    }

    @Test func `pictures that only begin like pictures are not accepted`() throws {
        #expect(try detect([0xFF, 0xD8, 0xFF, 0xE0] + Array("<script>".utf8)) == nil)
        #expect(try detect(Array(try Samples.png().dropLast(20))) == nil)
        #expect(try detect(Array("RIFF....WEBPVP8 <html>".utf8)) == nil)
    }

    @Test func `a document under a password says so`() throws {
        let file = CompoundBytes.file([("EncryptionInfo", []), ("EncryptedPackage", [])])
        #expect(throws: VaultFailure(.archiveEncrypted)) { try detect(file) }
    }

    @Test func `a cut-off office document says so`() throws {
        let file = Array(try Samples.docx().dropLast(30))
        #expect(throws: VaultFailure(.archiveUnreadable)) { try detect(file) }
    }

    @Test func `only pictures without script are shown inline`() {
        #expect(MediaType.all.filter(\.isInlineSafe) == [.jpeg, .png, .gif, .webp])
        #expect(MediaType.all.filter(\.isPDF) == [.pdf])
    }

    @Test func `a kind comes back from its stored name`() {
        for type in MediaType.all { #expect(MediaType(mime: type.mime) == type) }
        #expect(MediaType(mime: "image/svg+xml") == nil)
    }

    private func detect(_ bytes: [UInt8], _ name: String = "") throws -> MediaType? {
        try bytes.withUnsafeBytes { try MediaType.detect($0, fileName: name) }
    }
}
