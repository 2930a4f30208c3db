/// The folder of sealed documents: `ab/<32 hexadecimal digits>`, each written once and never changed.
///
/// What lies here is ciphertext; the key of each file lies in its row of the catalog.
final class BlobStore: Sendable {
    /// The folder, on one file system with everything below it.
    let folder: String
    private let incoming: String
    private let health: StoreHealth

    /// Opens the folder, which exists.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    init(folder: String, health: StoreHealth) throws {
        self.folder = folder
        self.incoming = folder + "/.incoming"
        self.health = health
        // All at once, so that no deposit has to make one and sync the folder above it.
        var isNew = try Files.makeFolder(incoming)
        for prefix in 0...255 {
            if try Files.makeFolder("\(folder)/\(Hex.encode([UInt8(prefix)]))") { isNew = true }
        }
        if isNew { try FileSync.folder(folder, health: health) }
    }

    /// The path of a document's sealed file, whether it exists or not.
    func path(of document: DocumentID) -> String { Self.path(of: document, in: folder) }

    /// The same under another folder: snapshots lay their files out alike.
    static func path(of document: DocumentID, in folder: String) -> String {
        let name = document.text
        return "\(folder)/\(name.prefix(2))/\(name)"
    }

    /// Writes a new file by `body`; durable when this returns. Blocks.
    ///
    /// - Throws: `readOnlyAfterFault`, `diskFull`, `diskFailed`, what `body` throws.
    func store<Value>(_ document: DocumentID, _ body: (Int32) throws -> Value) throws -> Value {
        let temporary = "\(incoming)/\(document.text)"
        return try AtomicFile(path: path(of: document), temporary: temporary, health: health).write(body)
    }

    /// Opens a file for reading. The caller owns the descriptor. Blocks.
    ///
    /// - Throws: `documentMissing`, `diskFailed`.
    func open(_ document: DocumentID) throws -> Int32 {
        guard let descriptor = try Files.openForReading(path(of: document)) else {
            throw VaultFailure(.documentMissing, ["document": document.text])
        }
        return descriptor
    }

    /// Removes a file; one that is not there is as good as removed. Blocks.
    ///
    /// The fsync of the folder is left to the file system: a name that comes back after a power cut has no row but the
    /// record of its erasure, and is swept at the next start.
    /// - Throws: `diskFailed`.
    func remove(_ document: DocumentID) throws { try Files.remove(path(of: document)) }

    /// Removes what stopped deposits left half-written. Only while no deposit runs. Blocks.
    ///
    /// - Returns: how many files went.
    /// - Throws: `diskFailed`.
    func removeIncoming() throws -> Int {
        let names = try Files.names(in: incoming)
        for name in names { try Files.remove("\(incoming)/\(name)") }
        return names.count
    }

    /// Makes the names of these documents durable, where they came or went. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func syncFolders(of documents: [DocumentID]) throws {
        for prefix in Set(documents.map { $0.text.prefix(2) }) { try FileSync.folder("\(folder)/\(prefix)", health: health) }
    }

    /// Makes the removals so far durable, after which no power cut brings a name back. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func syncRemovals() throws { try FileCopies.syncFileSystem(of: folder, health: health) }

    /// Hands each document that has a file here to `body`; other names are left alone and not handed on. Blocks.
    ///
    /// - Throws: `diskFailed`, what `body` throws.
    func forEach(_ body: (DocumentID) throws -> Void) throws {
        for prefix in try Files.names(in: folder) where Hex.decode(prefix)?.count == 1 {
            for name in try Files.names(in: "\(folder)/\(prefix)") where name.hasPrefix(prefix) {
                if let document = DocumentID(name) { try body(document) }
            }
        }
    }

    /// Refuses unless `bytes` more leave the reserve free. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`, `readOnlyAfterFault`.
    func requireRoom(for bytes: Int, reserve: Int) throws {
        try health.requireWritable()
        guard try Files.freeBytes(at: folder) - bytes >= reserve else { throw VaultFailure(.diskFull, ["path": folder]) }
    }
}
