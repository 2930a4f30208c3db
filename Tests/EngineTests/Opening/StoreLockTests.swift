import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct StoreLockTests {
    @Test func `a folder that was let go is free at once, though a child that was just forked still has it open`()
        async throws
    {
        try await OwnFolder.with { folder in
            let lock = try StoreLock(folder: folder.path)
            let path = folder.path + "/vaultd.lock"
            let held = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
                .filter { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path }
            // What a fork does to an open file.
            let copy = dup(try #require(held.first))
            defer { close(copy) }
            #expect(throws: VaultFailure(.storeInUse)) { try StoreLock(folder: folder.path) }
            lock.release()
            let next = try StoreLock(folder: folder.path)
            next.release()
        }
    }
}
