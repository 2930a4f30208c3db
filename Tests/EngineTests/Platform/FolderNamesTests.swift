import Foundation
import Testing

@testable import Engine

struct FolderNamesTests {
    /// More names than one read of the kernel's gives, so that entries lie at the very end of its buffer. Under
    /// `make test-sanitized` this fails where a name is read beyond its end.
    @Test(arguments: [0, 1, 3000]) func `every name of a folder is found, however many there are`(count: Int) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/names-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = Set((0..<count).map { "\($0)-" + String(repeating: "é", count: $0 % 20) })
        for name in names { try #require(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)) }

        #expect(try Set(Files.names(in: folder)) == names)
    }
}
