import Foundation

/// Sealed files that no row lists, kept for a while instead of being deleted: after an older catalog was put back by
/// hand, they are papers that somebody was told are safe, and with the right catalog they come back.
///
/// ```
/// set-aside/<document>.2026-11-22T021500Z     the file, and when it was set aside
/// ```
struct SetAside: Sendable {
    /// The folder; it is there only once something was set aside.
    let path: String
    let health: StoreHealth

    /// One of its files.
    struct File: Sendable, Hashable {
        let document: DocumentID
        /// When it was set aside, to the second.
        let at: Moment

        init(_ document: DocumentID, at moment: Moment) {
            self.document = document
            self.at = Moment(seconds: moment.seconds)
        }

        /// Reads a name in the folder; nil for one that was not made here.
        init?(_ name: String) {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let document = DocumentID(String(parts[0])),
                let date = try? Date(String(parts[1]), strategy: Self.style)
            else { return nil }
            self.init(document, at: Moment(seconds: Int64(date.timeIntervalSince1970)))
            guard self.name == name else { return nil }
        }

        var name: String { "\(document.text).\(at.iso8601.replacing(":", with: ""))" }

        private static let style = Date.ISO8601FormatStyle(timeSeparator: .omitted)
    }

    /// What lies there, oldest first; other names are left alone. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func files() throws -> [File] {
        try Files.names(in: path).compactMap { File($0) }.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
    }

    /// Bytes of one of them; 0 where it is gone. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func length(of file: File) throws -> Int { try FileCopies.length(of: path(of: file)) ?? 0 }

    /// Moves the files of documents here, durably. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`; what was not moved is where it was.
    func take(_ documents: [DocumentID], from blobs: BlobStore, at moment: Moment) throws {
        guard !documents.isEmpty else { return }
        if try Files.makeFolder(path) { try FileSync.folder((path as NSString).deletingLastPathComponent, health: health) }
        for document in documents {
            try Files.replace(path(of: File(document, at: moment)), with: blobs.path(of: document))
        }
        try FileSync.folder(path, health: health)
        try blobs.syncFolders(of: documents)
    }

    /// Moves files to where documents lie, durably; never over one that is there. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func giveBack(_ files: [File], to blobs: BlobStore) throws {
        guard !files.isEmpty else { return }
        for file in files {
            let target = blobs.path(of: file.document)
            guard try Files.place(path(of: file), at: target) == .placed else {
                throw VaultFailure(.diskFailed, ["path": target, "reason": "a file is in the way"])
            }
        }
        try blobs.syncFolders(of: files.map(\.document))
        try FileSync.folder(path, health: health)
    }

    /// Removes files for good; one that is not there is as good as removed. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func remove(_ files: [File]) throws {
        for file in files { try Files.remove(path(of: file)) }
    }

    /// Removes whatever lies here of documents that were erased. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func remove(erased documents: Set<DocumentID>) throws {
        try remove(try files().filter { documents.contains($0.document) })
    }

    /// Counts the time of a file that was set aside under a clock that ran ahead from `moment` on. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func restamp(_ file: File, at moment: Moment) throws {
        try Files.replace(path(of: File(file.document, at: moment)), with: path(of: file))
    }

    private func path(of file: File) -> String { "\(path)/\(file.name)" }
}

extension Vault {
    /// What is kept of files that no row lists.
    var setAside: SetAside { SetAside(path: settings.setAsideFolder, health: health) }
}
