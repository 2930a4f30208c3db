import Glibc

/// Writes the files of one snapshot into its temporary folder: what `Backup` does between the copy of the catalog and
/// the publication. Each step blocks and can be run alone.
struct SnapshotWriting: Sendable {
    let id: SnapshotID
    let folder: SnapshotFolder
    /// A folder of the store for what must not lie where a site pulls from.
    let scratch: String
    let blobs: BlobStore
    /// The key of this snapshot's sealed files.
    let key: SecretBytes

    var temporary: String { folder.temporaryPath(of: id) }
    var copy: String { scratch + "/catalog.copy" }

    /// Makes the folders.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func begin() throws {
        try Files.makeFolder(folder.path)
        try Files.makeFolder("\(folder.path)/\(SnapshotFolder.pool)")
        try Files.makeFolder(temporary)
        try Scratch.make(scratch)
    }

    /// Seals the file at `source` and reads back what was sealed.
    ///
    /// - Throws: `diskFull`, `diskFailed`, the failures of sealed files.
    func seal(_ source: String, as file: SnapshotFile) throws -> SnapshotManifest.SealedPart {
        try seal(file) { writer in
            guard let facts = try FileCopies.read(source, take: { piece, _ in try writer.append(piece) }) else {
                throw VaultFailure(.diskFailed, ["path": source, "reason": "it vanished"])
            }
            return (facts.length, facts.digest)
        }
    }

    /// Seals bytes that lie in memory.
    ///
    /// - Throws: as `seal(_:as:)`.
    func seal(_ bytes: [UInt8], as file: SnapshotFile) throws -> SnapshotManifest.SealedPart {
        try seal(file) { writer in
            try bytes.withUnsafeBytes { try writer.append($0) }
            return (bytes.count, try Digest.sha256(bytes))
        }
    }

    private func seal(
        _ file: SnapshotFile, _ feed: (SealedFileWriter) throws -> (length: Int, digest: [UInt8])
    ) throws -> SnapshotManifest.SealedPart {
        let path = "\(temporary)/\(file.rawValue)"
        let target = try Files.createNew(path)
        let writer = try SealedFileWriter(descriptor: target.number, identity: id.identity(of: file), key: key)
        let plain = try feed(writer)
        _ = try writer.finish()
        try FileSync.file(target.number, health: folder.health)
        let facts = try FileCopies.read(path)
        let opened = try SealedPlaintext.digest(path, id: id, file: file, key: key, length: plain.length)
        guard let facts, opened == plain.digest else {
            throw VaultFailure(.diskFailed, ["path": path, "reason": "it reads back differently"])
        }
        return SnapshotManifest.SealedPart(
            length: facts.length, digest: facts.digest, plaintextLength: plain.length, plaintextDigest: plain.digest)
    }
}

/// Opens the sealed files of a snapshot.
enum SealedPlaintext {
    /// Hands the plaintext to `take`, and returns its SHA-256. Blocks.
    ///
    /// - Throws: the failures of sealed files; `diskFailed`; what `take` throws.
    static func digest(
        _ path: String, id: SnapshotID, file: SnapshotFile, key: SecretBytes, length: Int,
        take: (UnsafeRawBufferPointer, Int) throws -> Void = { _, _ in }
    ) throws -> [UInt8] {
        guard let descriptor = try Files.openForReading(path) else {
            throw VaultFailure(.diskFailed, ["path": path, "reason": "it is missing"])
        }
        let reader = try SealedFileReader(
            descriptor: descriptor, identity: id.identity(of: file), key: key, expectedPlaintextLength: length,
            expectedCommitment: nil)
        var digest = try SHA256Stream()
        var done = 0
        try reader.read(0..<length) { piece in
            try digest.update(piece)
            try take(piece, done)
            done += piece.count
        }
        return try digest.finish()
    }
}

extension SnapshotWriting {
    /// Writes manifest, its digest and the first check, and reads the manifest back.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func writeManifest(_ bytes: [UInt8], check: SnapshotCheck) throws {
        let digest = Hex.encode(try Digest.sha256(bytes)) + "  \(SnapshotManifest.fileName)\n"
        try write(bytes, to: SnapshotManifest.fileName)
        try write(Array(digest.utf8), to: SnapshotManifest.digestFileName)
        try write(Array(check.text.utf8), to: SnapshotFolder.checkedFileName)
        let facts = try FileCopies.read("\(temporary)/\(SnapshotManifest.fileName)")
        guard facts?.digest == (try Digest.sha256(bytes)) else {
            throw VaultFailure(.diskFailed, ["path": temporary, "reason": "the manifest reads back differently"])
        }
    }

    /// Gives the snapshot its name. From here on it is there, whatever happens.
    ///
    /// - Throws: `diskFailed`.
    func publish() throws {
        try FileSync.folder(temporary, health: folder.health)
        guard try Files.place(temporary, at: folder.path(of: id)) == .placed else {
            throw VaultFailure(.diskFailed, ["path": folder.path(of: id), "reason": "a file is in the way"])
        }
        try FileSync.folder(folder.path, health: folder.health)
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let file = try Files.createNew("\(temporary)/\(name)")
        try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: file.number, at: 0) }
        try FileSync.file(file.number, health: folder.health)
    }
}
