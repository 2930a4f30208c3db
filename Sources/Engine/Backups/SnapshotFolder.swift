/// The folder of snapshots. It can be pulled read-only by a site that has no key:
///
/// ```
/// backups/pool/ab/<document>          sealed documents, each stored once for all snapshots that need it
/// backups/<id>/MANIFEST               what the snapshot consists of
///              MANIFEST.sha256        for the site that pulls: sha256sum --check
///              catalog.sealed  settings.sealed
///              CHECKED                how the last check ended; the only file that ever changes
/// backups/.tmp-…                      in progress, or on its way out; swept at the start
/// ```
struct SnapshotFolder: Sendable {
    let path: String
    let health: StoreHealth

    static let temporaryPrefix = ".tmp-"
    static let pool = "pool"
    static let checkedFileName = "CHECKED"

    /// Where a snapshot lies.
    func path(of id: SnapshotID) -> String { "\(path)/\(id.text)" }

    /// Where it lies until it is whole, and while it goes.
    func temporaryPath(of id: SnapshotID) -> String { "\(path)/\(Self.temporaryPrefix)\(id.text)" }

    /// Where the pool keeps a document.
    func poolPath(of document: DocumentID) -> String { BlobStore.path(of: document, in: "\(path)/\(Self.pool)") }

    /// The folder of the pool in which that lies.
    func poolFolder(of document: DocumentID) -> String { "\(path)/\(Self.pool)/\(document.text.prefix(2))" }

    /// A document's file as problems name it.
    static func poolName(of document: DocumentID) -> String { BlobStore.path(of: document, in: pool) }

    /// The snapshots that are there, oldest first by name. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func ids() throws -> [SnapshotID] {
        try Files.names(in: path).compactMap { SnapshotID($0) }.sorted { $0.text < $1.text }
    }

    /// Reads a manifest without believing it. Blocks.
    ///
    /// - Throws: `snapshotUnknown`, `snapshotDamaged`, `snapshotTooNew`, `diskFailed`.
    func manifest(of id: SnapshotID) throws -> SnapshotManifest.Parsed {
        guard try FileCopies.length(of: path(of: id)) != nil else {
            throw VaultFailure(.snapshotUnknown, ["snapshot": id.text])
        }
        var bytes: [UInt8] = []
        let facts = try FileCopies.read("\(path(of: id))/\(SnapshotManifest.fileName)") { piece, _ in bytes += piece }
        guard facts != nil else { throw damaged(id, .missing) }
        do {
            let parsed = try SnapshotManifest.parse(bytes)
            guard parsed.manifest.id == id else { throw damaged(id, .altered) }
            return parsed
        } catch let flaw as SnapshotManifest.Flaw {
            guard flaw == .malformed else { throw VaultFailure(.snapshotTooNew, ["snapshot": id.text]) }
            throw damaged(id, .altered)
        }
    }

    /// Removes what a stop left half-made or half-removed. Only while no backup runs. Blocks.
    ///
    /// - Returns: whether there was anything, so that the pool may hold files that nothing needs.
    /// - Throws: `diskFailed`.
    func sweepTemporary() throws -> Bool {
        let names = try Files.names(in: path).filter { $0.hasPrefix(Self.temporaryPrefix) }
        for name in names { try FileCopies.removeTree("\(path)/\(name)") }
        return !names.isEmpty
    }

    /// Takes a snapshot away, wholly or not at all for whoever reads the folder; its documents stay in the pool. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func remove(_ id: SnapshotID) throws {
        let leaving = "\(path)/\(Self.temporaryPrefix)leaving-\(id.text)"
        try Files.replace(leaving, with: path(of: id))
        try FileSync.folder(path, health: health)
        try FileCopies.removeTree(leaving)
    }

    /// Removes each file of the pool that is not in `needed`. Blocks.
    ///
    /// - Returns: how many went.
    /// - Throws: `diskFailed`.
    func sweepPool(needed: Set<DocumentID>) throws -> Int {
        var removed = 0
        for document in try poolFiles() where !needed.contains(document) {
            if try Files.remove(poolPath(of: document)) { removed += 1 }
        }
        return removed
    }

    /// The documents that have a file in the pool. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func poolFiles() throws -> [DocumentID] {
        let pool = "\(path)/\(Self.pool)"
        return try Files.names(in: pool).flatMap { prefix in
            try Files.names(in: "\(pool)/\(prefix)").compactMap { DocumentID($0) }
        }
    }

    private func damaged(_ id: SnapshotID, _ kind: SnapshotProblem.Kind) -> VaultFailure {
        let problem = SnapshotProblem(file: "\(id.text)/\(SnapshotManifest.fileName)", kind: kind)
        return VaultFailure(.snapshotDamaged, ["snapshot": id.text, "reason": problem.sentence])
    }
}
