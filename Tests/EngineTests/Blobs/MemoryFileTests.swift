import Foundation
import Testing

@testable import Engine

struct MemoryFileTests {
    @Test func `bytes and digest are those that were appended`() throws {
        let file = try MemoryFile()
        for piece in ["abc", "", "def"] { try Array(piece.utf8).withUnsafeBytes { try file.append($0) } }
        let map = try MappedDescriptor(file.descriptor, length: file.length)
        #expect(Array(map.bytes) == Array("abcdef".utf8))
        #expect(try file.digest() == Digest.sha256(Array("abcdef".utf8)))
    }

    @Test func `a complete file cannot be lengthened or shortened by anyone`() throws {
        let file = try MemoryFile()
        try [1, 2, 3].withUnsafeBytes { try file.append($0) }
        try file.complete()
        #expect(ftruncate(file.descriptor, 0) != 0)
        #expect(ftruncate(file.descriptor, 100) != 0)
        #expect(throws: VaultFailure(.fault)) { try [4].withUnsafeBytes { try file.append($0) } }
    }

    @Test func `wiping leaves zeros`() throws {
        let file = try MemoryFile()
        let bytes = [UInt8](repeating: 7, count: 100_000)
        try bytes.withUnsafeBytes { try file.append($0) }
        try file.complete()
        file.wipe()
        let map = try MappedDescriptor(file.descriptor, length: file.length)
        #expect(map.bytes.allSatisfy { $0 == 0 })
    }

    @Test func `the file has no name on any disk`() throws {
        let file = try MemoryFile()
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(file.descriptor)")
        #expect(target.hasPrefix("/memfd:"))
    }
}
