import Testing

@testable import vaultctl

@Suite struct LineSplitterTests {
    @Test func `lines are whole however the bytes come`() {
        var splitter = LineSplitter()
        var lines: [[UInt8]] = []
        for byte in Array("ab\n\ncd\ne".utf8) { lines += splitter.lines(adding: [byte]) }
        #expect(lines == [Array("ab".utf8), Array("cd".utf8)])
    }

    @Test func `several lines in one piece come apart`() {
        var splitter = LineSplitter()
        #expect(splitter.lines(adding: Array("a\nb\nc".utf8)).count == 2)
        #expect(splitter.lines(adding: Array("d\n".utf8)) == [Array("cd".utf8)])
    }
}
