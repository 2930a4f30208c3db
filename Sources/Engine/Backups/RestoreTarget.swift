/// The state folder that a restore fills. All of it blocks.
struct RestoreTarget: Sendable {
    let settings: Settings
    let health: StoreHealth

    /// Where everything is put together.
    var scratch: String { settings.state + "/.restoring" }
    private var blobs: String { scratch + "/blobs" }
    /// Where the catalog is put together.
    var catalog: String { scratch + "/catalog.sqlite" }

    /// What may lie in an empty state folder: nothing of it holds anything of a store. Snapshots may have been brought
    /// there to be restored.
    private static let harmless: Set<String> = ["vaultd.lock", "tls", "backups", ".restoring", ".scratch", "lost+found"]

    /// Takes hold of the state folder, and makes it as it was before an attempt that was stopped.
    ///
    /// - Throws: `storeNotEmpty`, `storeInUse`, `diskFailed`.
    func claim() throws -> StoreLock {
        try StateFolder.prepare(settings)
        let lock = try StoreLock(folder: settings.state)
        let wasStopped = try FileCopies.length(of: scratch) != nil && FileCopies.length(of: settings.catalogFile) == nil
        if wasStopped {
            try FileCopies.removeTree(settings.blobFolder)
            try FileCopies.removeTree(scratch)
        }
        try requireEmpty()
        try FileCopies.removeTree(scratch)
        try Files.makeFolder(scratch)
        try Files.makeFolder(blobs)
        try FileSync.folder(settings.state, health: health)
        return lock
    }

    /// Copies a document, comparing what is written with the manifest.
    ///
    /// - Throws: `snapshotDamaged`, `diskFull`, `diskFailed`.
    func copy(_ entry: SnapshotManifest.Entry, from folder: SnapshotFolder) throws {
        let path = BlobStore.path(of: entry.document, in: blobs)
        try Files.makeFolder(String(path.dropLast(entry.document.text.count + 1)))
        let file = try Files.createNew(path)
        let facts = try FileCopies.read(folder.poolPath(of: entry.document)) { piece, offset in
            try DescriptorIO.write(piece, to: file.number, at: offset)
        }
        guard let facts, facts.length == entry.length, facts.digest == entry.digest else {
            let problem = SnapshotProblem(file: SnapshotFolder.poolName(of: entry.document), kind: .altered)
            throw VaultFailure(.snapshotDamaged, ["snapshot": "", "reason": problem.sentence])
        }
    }

    /// Makes everything durable, and gives it its place: the catalog last, since it is what makes a store.
    ///
    /// - Throws: `diskFailed`.
    func takePlace() throws {
        try FileCopies.syncFileSystem(of: scratch, health: health)
        try FileCopies.removeTree(settings.blobFolder)
        try Files.replace(settings.blobFolder, with: blobs)
        try FileSync.folder(settings.state, health: health)
        try Files.replace(settings.catalogFile, with: catalog)
        try FileSync.folder(settings.state, health: health)
        try FileCopies.removeTree(scratch)
    }

    /// Leaves the folder as empty as it was.
    ///
    /// - Throws: `diskFailed`.
    func abandon() throws {
        guard try FileCopies.length(of: settings.catalogFile) == nil else { return }
        try FileCopies.removeTree(settings.blobFolder)
        try FileCopies.removeTree(scratch)
    }

    private func requireEmpty() throws {
        let names = try Files.names(in: settings.state).filter {
            !Self.harmless.contains($0) && $0 != "blobs" && $0 != "set-aside"
        }
        guard
            try names.isEmpty && !StateFolder.holdsDocuments(settings.blobFolder)
                && Files.names(in: settings.setAsideFolder).isEmpty
        else {
            throw VaultFailure(.storeNotEmpty, ["path": settings.state])
        }
    }
}
