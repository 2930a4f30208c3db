import Engine
import Foundation
import TestSupport

/// Files of a vault's snapshots, as tests look at them and damage them.
struct SnapshotFiles {
    let folder: String

    init(_ box: TemporaryVault) { folder = box.settings.snapshotFolder }
    init(_ folder: String) { self.folder = folder }

    /// Every file below the folder, as paths from it.
    func all() throws -> [String] {
        let walk = FileManager.default.enumerator(atPath: folder)
        return (walk?.compactMap { $0 as? String } ?? []).filter { isFile($0) }.sorted()
    }

    /// The names of the snapshots that are there, and of anything else beside the pool.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "pool" }.sorted()
    }

    /// The files of the pool.
    func pool() throws -> [String] { try all().filter { $0.hasPrefix("pool/") } }

    func pool(_ document: DocumentID) -> String { "pool/\(document.text.prefix(2))/\(document.text)" }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path(file)) }

    func read(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(file)))) }

    /// Puts other bytes in a file of its own, so that the store's own file, which may share its bytes, stays as it is.
    func replace(_ file: String, with bytes: [UInt8]) throws {
        try? FileManager.default.removeItem(atPath: path(file))
        try Data(bytes).write(to: URL(filePath: path(file)))
    }

    func change(_ file: String, _ body: (inout [UInt8]) -> Void) throws {
        var bytes = try read(file)
        body(&bytes)
        try replace(file, with: bytes)
    }

    func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: path(file)) }

    func path(_ file: String) -> String { folder + "/" + file }

    private func isFile(_ file: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(file), isDirectory: &isFolder) && !isFolder.boolValue
    }
}

extension TemporaryVault {
    /// Makes a snapshot as an operator.
    @discardableResult
    func backup() async throws -> SnapshotSummary { try await vault.backup(by: Self.staff) }

    /// Checks the newest snapshot.
    func verifyLatest() async throws -> SnapshotVerification {
        try await vault.verifySnapshot(.latest, by: Self.staff)
    }
}
