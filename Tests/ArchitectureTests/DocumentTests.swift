import Foundation
import Testing

@Suite struct DocumentTests {
    @Test func `each make target that the README names exists`() throws {
        let readme = try SourceTree.text("README.md")
        let makefile = try SourceTree.text("Makefile")
        let named = Set(readme.matches(of: /make ([a-z][a-z-]+)/).map { String($0.1) })
        #expect(named.contains("run") && named.contains("test"))
        for target in named {
            #expect(makefile.contains("\n\(target):"), "make \(target)")
        }
    }

    @Test func `each vaultctl verb that the README shows exists`() throws {
        let readme = try SourceTree.text("README.md")
        let sources = try SourceTree.swiftFiles("Sources/vaultctl").map(\.text).joined()
        for match in readme.matches(of: /vaultctl ([a-z][a-z-]+)/) {
            #expect(sources.contains("commandName: \"\(match.1)\""), "vaultctl \(match.1)")
        }
    }
}
