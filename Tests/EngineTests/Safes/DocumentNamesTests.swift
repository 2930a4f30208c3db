import Testing

@testable import Engine

struct DocumentNamesTests {
    @Test(arguments: [
        ("carte.pdf", "carte", "carte.pdf"),
        ("../../etc/passwd", "passwd", "passwd"),
        (#"C:\Users\awa\Bureau\Carte d'identité.jpg"#, "Carte d'identité", "Carte d'identité.jpg"),
        ("archive.tar", "archive", "archive.tar"),
        (".cache", ".cache", ".cache"),
        ("Facture n.º 12. Janvier", "Facture n.º 12. Janvier", "Facture n.º 12. Janvier"),
        ("e\u{301}tat.txt", "\u{E9}tat", "\u{E9}tat.txt"),
        ("بطاقة.png", "بطاقة", "بطاقة.png"),
    ])
    func `a file name gives the title without path and ending`(name: String, title: String, kept: String) throws {
        let names = try DocumentNames(fileName: name, title: nil)
        #expect(Array(names.title.unicodeScalars) == Array(title.unicodeScalars))
        #expect(Array(names.fileName.unicodeScalars) == Array(kept.unicodeScalars))
    }

    @Test(arguments: [
        "", "   ", "a\u{0}b", "line\nbreak", "photo\u{202E}gpj.exe", String(repeating: "x", count: 4000), "//", "\u{7F}",
    ])
    func `a name that cannot be shown is refused`(name: String) {
        #expect(throws: VaultFailure(.titleUnusable)) { _ = try DocumentNames(fileName: name, title: nil) }
    }

    @Test func `a long file name is cut to a title but a long title is refused`() throws {
        let long = String(repeating: "x", count: 220)
        #expect(try DocumentNames(fileName: long + ".pdf", title: nil).title.count == 200)
        #expect(throws: VaultFailure(.titleUnusable)) { _ = try DocumentNames.title(long) }
        #expect(try DocumentNames.title(String(repeating: "é", count: 200)).count == 200)
    }

    @Test func `a title given by the person goes before the file name`() throws {
        let names = try DocumentNames(fileName: "scan0001.pdf", title: "  Carte de séjour ")
        #expect(names == (try DocumentNames(fileName: "x/scan0001.pdf", title: "Carte de séjour")))
        #expect(names.title == "Carte de séjour")
        #expect(names.fileName == "scan0001.pdf")
    }

    @Test(arguments: [
        ("Carte", MediaType.jpeg, "Carte.jpg"), ("Carte.jpeg", .jpeg, "Carte.jpeg"), ("Carte.PDF", .pdf, "Carte.PDF"),
        ("facture.exe", .pdf, "facture.exe.pdf"), ("a/b:c", .text, "a-b-c.txt"),
    ])
    func `a download carries the ending of its kind`(title: String, type: MediaType, name: String) {
        #expect(DocumentNames.downloadName(title: title, type: type) == name)
    }
}
