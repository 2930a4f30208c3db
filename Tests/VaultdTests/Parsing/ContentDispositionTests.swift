import Testing

@testable import vaultd

struct ContentDispositionTests {
    @Test(arguments: [
        ("passport.pdf", #"attachment; filename="passport.pdf""#),
        ("my file.pdf", #"attachment; filename="my file.pdf""#),
        ("", "attachment"),
        ("été.pdf", #"attachment; filename="_t_.pdf"; filename*=UTF-8''%C3%A9t%C3%A9.pdf"#),
        (#"a"b\c.pdf"#, #"attachment; filename="a_b_c.pdf"; filename*=UTF-8''a%22b%5Cc.pdf"#),
        ("50%.pdf", #"attachment; filename="50_.pdf"; filename*=UTF-8''50%25.pdf"#),
        ("a\r\nSet-Cookie: x=1", #"attachment; filename="aSet-Cookie: x=1""#),
        ("\u{0}\u{1F}\u{7F}\u{85}", "attachment"),
        ("بطاقة.jpg", #"attachment; filename="_____.jpg"; filename*=UTF-8''%D8%A8%D8%B7%D8%A7%D9%82%D8%A9.jpg"#),
    ])
    func `a name is quoted in ASCII, and given in UTF-8 where that is not enough`(name: String, expected: String) {
        #expect(ContentDisposition.value(.attachment, fileName: name) == expected)
    }

    @Test func `what was encoded decodes to itself`() {
        let text = "Carte d'identité ٣ 😀 %41 'x'*()"
        #expect(PercentCoding.decode(PercentCoding.encode(text).utf8) == Array(text.utf8))
    }

    @Test(arguments: ["%", "%4", "%zz", "a%4g"])
    func `a percent sign without two digits does not decode`(value: String) {
        #expect(PercentCoding.decode(value.utf8) == nil)
    }
}
