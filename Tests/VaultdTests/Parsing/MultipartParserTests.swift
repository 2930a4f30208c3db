import Testing

@testable import vaultd

struct MultipartParserTests {
    /// A part as it came out, its bytes put together.
    struct Found: Equatable {
        let name: String
        let fileName: String?
        var bytes: [UInt8] = []
        var isComplete = false
    }

    static let contentType = "multipart/form-data; boundary=xYz"

    /// Feeds the chunks and finishes; gives the parts.
    static func parts(_ chunks: [[UInt8]], _ limits: MultipartLimits = MultipartLimits()) throws -> [Found] {
        var parser = try MultipartParser(contentType: contentType, limits: limits)
        var found: [Found] = []
        for chunk in chunks {
            for event in try parser.feed(chunk) {
                switch event {
                case .began(let part): found.append(Found(name: part.name, fileName: part.fileName))
                case .bytes(let bytes): found[found.count - 1].bytes += bytes
                case .ended: found[found.count - 1].isComplete = true
                case .finished: break
                }
            }
        }
        try parser.finish()
        return found
    }

    static func parts(_ body: String, _ limits: MultipartLimits = MultipartLimits()) throws -> [Found] {
        try parts([Array(body.utf8)], limits)
    }

    static func part(_ disposition: String, _ body: String) -> String {
        "--xYz\r\nContent-Disposition: \(disposition)\r\n\r\n\(body)\r\n"
    }

    static let whole =
        part(#"form-data; name="title""#, "My \r\n--paper--\r\n--xY")
        + part(#"form-data; name="file"; filename="a.bin""#, "\r\r\n\r\n-\r\n--xYa\u{0}z\r")
        + part(#"form-data; name="empty"; filename="""#, "") + "--xYz--\r\n"

    static let wholeParts = [
        Found(name: "title", fileName: nil, bytes: Array("My \r\n--paper--\r\n--xY".utf8), isComplete: true),
        Found(name: "file", fileName: "a.bin", bytes: Array("\r\r\n\r\n-\r\n--xYa\u{0}z\r".utf8), isComplete: true),
        Found(name: "empty", fileName: "", isComplete: true),
    ]

    @Test func `a form gives its parts and their bytes exactly`() throws {
        #expect(try Self.parts(Self.whole) == Self.wholeParts)
    }

    @Test func `byte by byte gives what the whole gives`() throws {
        #expect(try Self.parts(Array(Self.whole.utf8).map { [$0] }) == Self.wholeParts)
    }

    @Test func `every split into two and three gives what the whole gives`() throws {
        let bytes = Array(Self.whole.utf8)
        for first in 0...bytes.count {
            let two = [Array(bytes[..<first]), Array(bytes[first...])]
            #expect(try Self.parts(two) == Self.wholeParts, "split at \(first)")
            for second in stride(from: first, through: bytes.count, by: 3) {
                let three = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                #expect(try Self.parts(three) == Self.wholeParts, "split at \(first) and \(second)")
            }
        }
    }

    @Test func `a form cut off at any byte is cut off, not complete`() {
        let bytes = Array(Self.whole.utf8)
        for end in 0..<bytes.count - 2 {
            #expect(throws: MultipartFault.self, "cut at \(end)") { try Self.parts([Array(bytes[..<end])]) }
        }
    }

    @Test(arguments: [
        (#"form-data; name="f"; filename="a;b.jpg""#, "a;b.jpg"),
        (#"form-data; name="f"; filename="a\"b.jpg""#, #"a"b.jpg"#),
        (#"form-data; name="f"; filename="a%22b.jpg""#, #"a"b.jpg"#),
        (#"form-data; name="f"; filename="C:\dir\b.jpg""#, #"C:\dir\b.jpg"#),
        (#"form-data; name="f"; filename=plain.jpg"#, "plain.jpg"),
        (#"form-data; name="f"; filename="été.jpg""#, "été.jpg"),
        (#"FORM-DATA; NAME="f"; FileName="x""#, "x"),
        (#"form-data; name="f"; filename="x"; filename*=UTF-8''%C3%A9t%C3%A9.jpg"#, "été.jpg"),
        (#"form-data; name="f"; filename*=iso-8859-1'fr'%E9t%E9.jpg"#, "été.jpg"),
        (#"form-data; name="f"; filename="x"; filename*=UTF-8''%C3%28"#, "x"),
        (#"form-data; name="f"; filename="x"; filename*=koi8-r''%C3"#, "x"),
        (#"form-data; name="f"; filename="x";"#, "x"),
    ])
    func `a file name is read in each way that browsers write it`(disposition: String, expected: String) throws {
        let found = try Self.parts(Self.part(disposition, "b") + "--xYz--")
        #expect(found == [Found(name: "f", fileName: expected, bytes: [98], isComplete: true)])
    }

    @Test(
        arguments: [
            ("", MultipartFault.noBeginning),
            ("no form at all", .noBeginning),
            ("--xYq\r\n", .noBeginning),
            ("--xYz\n", .boundaryMalformed),
            ("--xYzq\r\n", .boundaryMalformed),
            ("--xYz-\r\n", .boundaryMalformed),
            ("--xYz\r\n\r\nbody", .nameMissing),
            ("--xYz\r\nContent-Type: text/plain\r\n\r\n", .nameMissing),
            ("--xYz\r\nContent-Disposition: form-data\r\n\r\n", .nameMissing),
            ("--xYz\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\n", .nameMissing),
            ("--xYz\r\nContent-Disposition: form-data; name=\"x\"\n\r\n", .headerMalformed),
            ("--xYz\r\nContent-Disposition: form-data; name=\"x\r\n\r\n", .headerMalformed),
            ("--xYz\r\nContent-Disposition: form-data; name=x; name=y\r\n\r\n", .headerMalformed),
            ("--xYz\r\nContent-Disposition: form-data; name=\"x\"y\r\n\r\n", .headerMalformed),
            ("--xYz\r\nno colon\r\n\r\n", .headerMalformed),
            ("--xYz\r\n folded: x\r\n\r\n", .headerMalformed),
            (part(#"form-data; name="x""#, "1") + "--xYzq\r\n", .boundaryMalformed),
            (part(#"form-data; name="x""#, "1"), .cutOff),
        ] as [(String, MultipartFault)])
    func `a malformed form says how`(body: String, expected: MultipartFault) {
        #expect(throws: expected) { try Self.parts(body) }
    }

    @Test func `a form without parts is complete`() throws {
        #expect(try Self.parts("--xYz--").isEmpty)
    }

    @Test func `blanks behind a boundary and text around the form mean nothing`() throws {
        let body = "hello\r\n--xYz \t\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--xYz--\r\nbye"
        #expect(try Self.parts(body) == [Found(name: "x", fileName: nil, bytes: [49], isComplete: true)])
    }

    @Test(arguments: [
        "text/plain", "multipart/mixed; boundary=x", "", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"a b \"",
        "multipart/form-data; boundary=\"a\r\nb\"", "multipart/form-data; boundary=é",
        "multipart/form-data; boundary=" + String(repeating: "a", count: 71),
    ])
    func `a content type without a usable boundary is refused`(contentType: String) {
        #expect(throws: MultipartFault.self) { try MultipartParser(contentType: contentType) }
    }

    @Test(arguments: [
        "multipart/form-data; boundary=" + String(repeating: "a", count: 70),
        "Multipart/Form-Data; charset=utf-8; Boundary=\"----WebKit Form'()+_,-./:=?x\"",
    ])
    func `a content type with one is taken`(contentType: String) {
        #expect(throws: Never.self) { try MultipartParser(contentType: contentType) }
    }

    @Test func `each limit stops a form that goes over it, and not one that reaches it`() throws {
        var limits = MultipartLimits()
        limits.fieldBytes = 4
        limits.parts = 2
        limits.headerBytes = 54
        limits.surroundings = 8
        let field = Self.part("form-data; name=x", "1234")
        let file = Self.part("form-data; name=x; filename=y", String(repeating: "1", count: 5000))
        #expect(try Self.parts(field + file + "--xYz--12345678", limits).count == 2)
        #expect(throws: MultipartFault.tooManyParts) { try Self.parts(field + file + field + "--xYz--", limits) }
        #expect(throws: MultipartFault.dataAfterEnd) { try Self.parts(field + "--xYz--123456789", limits) }
        #expect(throws: MultipartFault.fieldTooLong) {
            try Self.parts(Self.part("form-data; name=x", "12345") + "--xYz--", limits)
        }
        #expect(throws: MultipartFault.headerTooLong) {
            try Self.parts(Self.part("form-data; name=\(String(repeating: "x", count: 20))", "1") + "--xYz--", limits)
        }
        #expect(throws: MultipartFault.noBeginning) { try Self.parts(String(repeating: "x", count: 40), limits) }
    }

    @Test func `after a fault every further byte gives the same fault`() throws {
        var parser = try MultipartParser(contentType: Self.contentType)
        #expect(throws: MultipartFault.boundaryMalformed) { try parser.feed(Array("--xYz!".utf8)) }
        #expect(throws: MultipartFault.boundaryMalformed) { try parser.feed(Array("\r\n".utf8)) }
        #expect(throws: MultipartFault.boundaryMalformed) { try parser.finish() }
    }
}
