/// Bringing documents into the pool, each read whole before a manifest may tell of it.
extension SnapshotWriting {
    /// What became of a document's file in the pool.
    enum Pooling: Sendable {
        case added(SnapshotManifest.Entry)
        case present(SnapshotManifest.Entry)
        /// The store has no such file.
        case gone
    }

    /// Brings a document into the pool and reads it whole: its length, its header, its SHA-256. A file of the pool that is
    /// not what it was is made anew from the store.
    ///
    /// - Parameter record: what an earlier snapshot recorded of the file; nil where none did.
    /// - Throws: `documentDamaged`: neither the pool nor the store has it as it was; `diskFull`, `diskFailed`.
    func pool(_ document: SnapshotCopy.Document, record: SnapshotManifest.Entry?) throws -> Pooling {
        let path = folder.poolPath(of: document.id)
        switch try link(document.id) {
        case .sourceMissing: return .gone
        case .linked: break
        case .exists: return try present(document, record)
        case .otherFileSystem:
            // Read a second time below, so that the copy is checked and not the original.
            guard try copy(document, record, to: path) else { return .gone }
        }
        do {
            guard let entry = try entry(document, record, at: path) else { return .gone }
            return .added(entry)
        } catch {
            _ = try? Files.remove(path)
            throw error
        }
    }

    /// A file that is in the pool already: of other snapshots, or of an attempt that was stopped. Used if it is whole.
    private func present(_ document: SnapshotCopy.Document, _ record: SnapshotManifest.Entry?) throws -> Pooling {
        do {
            guard let entry = try entry(document, record, at: folder.poolPath(of: document.id)) else { return .gone }
            return .present(entry)
        } catch let failure as VaultFailure where failure.code == .documentDamaged {
            return try heal(document, record)
        }
    }

    /// Gives the store's file the place of a bad one in the pool, which stays where the store's is bad as well: something
    /// may still be saved from it.
    private func heal(_ document: SnapshotCopy.Document, _ record: SnapshotManifest.Entry?) throws -> Pooling {
        let new = "\(temporary)/\(document.id.text)"
        do {
            if try FileCopies.link(blobs.path(of: document.id), at: new) != .linked {
                guard try copy(document, record, to: new) else { return .gone }
            }
            guard let entry = try entry(document, record, at: new) else { return .gone }
            try Files.replace(folder.poolPath(of: document.id), with: new)
            // A rename between two names of one file leaves both.
            try Files.remove(new)
            return .added(entry)
        } catch {
            _ = try? Files.remove(new)
            throw error
        }
    }

    private func link(_ document: DocumentID) throws -> FileCopies.Linking {
        let source = blobs.path(of: document)
        let linking = try FileCopies.link(source, at: folder.poolPath(of: document))
        guard linking == .sourceMissing, try FileCopies.length(of: source) != nil else { return linking }
        // The source is there, so it is the folder of the pool that is not.
        try Files.makeFolder(folder.poolFolder(of: document))
        return try FileCopies.link(source, at: folder.poolPath(of: document))
    }

    /// - Returns: whether there is a file to copy.
    /// - Throws: `documentDamaged` where the store's file cannot be read; `diskFull`, `diskFailed` of the other disk.
    private func copy(
        _ document: SnapshotCopy.Document, _ record: SnapshotManifest.Entry?, to path: String
    ) throws -> Bool {
        let source = blobs.path(of: document.id)
        do {
            return try FileCopies.copy(source, to: path, health: folder.health) != nil
        } catch let failure as VaultFailure where failure.code == .diskFailed {
            _ = try entry(document, record, at: source)
            throw failure
        }
    }

    /// Reads a file of a document; nil where there is none. One that cannot be read is damaged: a bad sector of one file
    /// must not keep all others from being backed up.
    private func entry(
        _ document: SnapshotCopy.Document, _ record: SnapshotManifest.Entry?, at path: String
    ) throws -> SnapshotManifest.Entry? {
        let facts: FileFacts
        do {
            guard let read = try FileCopies.read(path) else { return nil }
            facts = read
        } catch let failure as VaultFailure where failure.code == .diskFailed {
            throw VaultFailure(.documentDamaged, ["document": document.id.text], cause: failure)
        }
        let header = try? SealedFileHeader(parsing: facts.head)
        guard facts.length == document.fileLength, let header,
            header.document == document.id.bytes, header.commitment == document.commitment,
            record == nil || record?.digest == facts.digest
        else { throw VaultFailure(.documentDamaged, ["document": document.id.text]) }
        return SnapshotManifest.Entry(document: document.id, length: facts.length, digest: facts.digest)
    }
}
