import Foundation
import Testing

@testable import Engine

struct BlobStoreTests {
    private struct Interrupted: Error {}

    private func withStore(_ body: (BlobStore, StoreHealth) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/blobs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let health = StoreHealth()
        try body(try BlobStore(folder: folder, health: health), health)
    }

    private func write(_ text: String, _ descriptor: Int32) throws {
        try Array(text.utf8).withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: 0) }
    }

    private func documents(_ store: BlobStore) throws -> [DocumentID] {
        var found: [DocumentID] = []
        try store.forEach { found.append($0) }
        return found
    }

    @Test func `a stored file lies under its id and can be read`() throws {
        try withStore { store, _ in
            let id = DocumentID()
            try store.store(id) { try write("sealed", $0) }
            let path = store.folder + "/" + id.text.prefix(2) + "/" + id.text
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "sealed")
            let file = OwnedDescriptor(try store.open(id))
            #expect(try DescriptorIO.length(of: file.number) == 6)
            #expect(try documents(store) == [id])
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `a file that is never finished leaves nothing`() throws {
        try withStore { store, _ in
            #expect(throws: Interrupted.self) {
                try store.store(DocumentID()) { descriptor in
                    try write("half", descriptor)
                    throw Interrupted()
                }
            }
            let left = try Files.names(in: store.folder + "/.incoming")
            #expect(left == [])
            #expect(try documents(store) == [])
        }
    }

    @Test func `a file is never put in the place of another`() throws {
        try withStore { store, health in
            let id = DocumentID()
            try store.store(id) { try write("first", $0) }
            #expect(throws: VaultFailure(.diskFailed)) { try store.store(id) { try write("second", $0) } }
            #expect(try String(contentsOfFile: store.path(of: id), encoding: .utf8) == "first")
            #expect(try Files.names(in: store.folder + "/.incoming") == [])
            #expect(health.readOnlyReason == nil)
        }
    }

    @Test func `a missing file has a name of its own`() throws {
        try withStore { store, _ in
            #expect(throws: VaultFailure(.documentMissing)) { _ = try store.open(DocumentID()) }
            try store.remove(DocumentID())
        }
    }

    @Test func `a store that failed to write refuses the next file`() throws {
        try withStore { store, health in
            health.failed("a test")
            #expect(throws: VaultFailure(.readOnlyAfterFault)) { try store.store(DocumentID()) { _ in } }
            let left = try Files.names(in: store.folder + "/.incoming")
            #expect(left == [])
        }
    }

    @Test func `a failed fsync closes the store for writing`() throws {
        let health = StoreHealth()
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        // A pipe cannot be synchronised: the call fails as it would on a broken disk.
        #expect(throws: VaultFailure(.diskFailed)) { try FileSync.file(ends[1], health: health) }
        #expect(throws: VaultFailure(.readOnlyAfterFault)) { try health.requireWritable() }
    }

    @Test func `the reserve of the disk is kept`() throws {
        try withStore { store, _ in
            let free = try Files.freeBytes(at: store.folder)
            try store.requireRoom(for: 1, reserve: 0)
            #expect(throws: VaultFailure(.diskFull)) { try store.requireRoom(for: 1, reserve: free * 2) }
        }
    }

    @Test func `a sweep tells orphans, erased files, files that come back and missing files apart`() {
        let kept = DocumentID()
        let lost = DocumentID()
        let erased = DocumentID()
        let orphan = DocumentID()
        let returning = SetAside.File(DocumentID(), at: Moment(seconds: 1000))
        var sweep = OrphanSweep(rows: [kept, lost, returning.document], erased: [erased])
        for file in [kept, erased, orphan] { sweep.visit(file) }
        let others = [kept, erased, DocumentID()].map { SetAside.File($0, at: Moment(seconds: 1000)) }
        let older = SetAside.File(returning.document, at: Moment(seconds: 1))
        for file in others + [returning, older] { sweep.visit(file) }
        #expect(sweep.orphans == [orphan])
        #expect(sweep.finished == [erased])
        #expect(sweep.returning == [returning])
        #expect(sweep.missing == [lost])
    }
}
