import Testing

@testable import vaultd

struct SentFileNameTests {
    @Test(arguments: [
        ("photo.jpg", "photo.jpg"),
        ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("folder/", "folder"),
        ("..", ""), (".", ""), ("...", ""), ("", ""), ("///", ""), ("  ", ""),
        ("a\u{0}b\r\nc.pdf", "ab c.pdf"),
        ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
        ("  two   words .pdf ", "two words .pdf"),
        ("e\u{301}te\u{301}.pdf", "\u{E9}t\u{E9}.pdf"),
        ("😀.png", "😀.png"),
    ])
    func `a name loses its path and what cannot be seen`(raw: String, expected: String) {
        // Compared by code points: Swift's == would take both forms of é for the same.
        #expect(Array(SentFileName.cleaned(raw).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(arguments: ["x", "é", "😀", "e\u{301}"])
    func `a name of 4,000 letters is cut between letters and keeps its ending`(letter: String) {
        let name = SentFileName.cleaned(String(repeating: letter, count: 4000) + ".jpeg")
        #expect(name.utf8.count <= SentFileName.longest)
        #expect(name.utf8.count > SentFileName.longest - 8)
        #expect(name.hasSuffix(".jpeg"))
        #expect(!name.contains("\u{FFFD}"))
    }

    @Test func `a name without an ending that is worth keeping is just cut`() {
        let name = SentFileName.cleaned("a." + String(repeating: "b", count: 4000))
        #expect(name.utf8.count == SentFileName.longest)
        #expect(name.hasPrefix("a.bbb"))
    }
}
