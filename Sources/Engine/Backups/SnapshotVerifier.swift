import GRDB

/// Reads a snapshot whole and names each file that is not what it was. Needs the keys and the folder, no store.
struct SnapshotVerifier: Sendable {
    let folder: SnapshotFolder
    let manifest: SnapshotManifest
    /// A folder for the copy of the catalog; the folder of snapshots itself may be read-only.
    let scratch: String
    let keyring: Keyring
    let work: BlockingWork
    let progress: any ProgressSink

    /// How many files one piece of work reads.
    private static let batch = 64

    /// - Throws: `diskFailed` where the disk itself fails; damage is in the answer.
    func run() async throws -> SnapshotVerification {
        var problems = try await work.run { try strangers() + ownFiles() }
        if problems.isEmpty { problems += try await work.run { try catalogProblems() } }
        let read = try await readDocuments()
        return SnapshotVerification(
            id: manifest.id.text, documents: manifest.documents.count, bytes: read.bytes,
            problems: problems + read.bad.map(\.problem), badDocuments: Set(read.bad.map(\.document)))
    }

    /// Files beside the snapshot's own.
    private func strangers() throws -> [SnapshotProblem] {
        let known = Set(
            SnapshotFile.allCases.map(\.rawValue)
                + [SnapshotManifest.fileName, SnapshotManifest.digestFileName, SnapshotFolder.checkedFileName])
        return try Files.names(in: folder.path(of: manifest.id)).filter { !known.contains($0) }.sorted()
            .map { SnapshotProblem(file: name($0), kind: .extra) }
    }

    private func ownFiles() throws -> [SnapshotProblem] {
        var problems: [SnapshotProblem] = []
        for file in SnapshotFile.allCases {
            guard let part = manifest.files[file] else { continue }
            let path = "\(folder.path(of: manifest.id))/\(file.rawValue)"
            let kind = try Self.kind(of: path, length: part.length, digest: part.digest)
            if let kind { problems.append(SnapshotProblem(file: name(file.rawValue), kind: kind)) }
        }
        let digestPath = "\(folder.path(of: manifest.id))/\(SnapshotManifest.digestFileName)"
        if try !digestFileFits(digestPath) {
            let kind: SnapshotProblem.Kind = try FileCopies.length(of: digestPath) == nil ? .missing : .altered
            problems.append(SnapshotProblem(file: name(SnapshotManifest.digestFileName), kind: kind))
        }
        return problems
    }

    private func digestFileFits(_ path: String) throws -> Bool {
        let facts = try FileCopies.read("\(folder.path(of: manifest.id))/\(SnapshotManifest.fileName)")
        var text: [UInt8] = []
        _ = try FileCopies.read(path) { piece, _ in text += piece }
        let expected = Hex.encode(facts?.digest ?? []) + "  \(SnapshotManifest.fileName)\n"
        return text == Array(expected.utf8)
    }

    /// Opens the catalog, lets SQLite check it, and compares its documents with the manifest's.
    private func catalogProblems() throws -> [SnapshotProblem] {
        try Scratch.make(scratch)
        defer { _ = try? FileCopies.removeTree(scratch) }
        let inconsistent = [SnapshotProblem(file: name(SnapshotFile.catalog.rawValue), kind: .inconsistent)]
        do {
            try extract(.catalog, to: scratch + "/catalog.copy")
            let copy = try SnapshotCopy.read(scratch + "/catalog.copy")
            let listed = Set(manifest.documents.map(\.document) + manifest.erased + manifest.lost)
            let isSame = listed == Set(copy.documents.map(\.id)) && copy.journal == manifest.journal
            return isSame ? [] : inconsistent
        } catch let failure as VaultFailure where failure.kind == .damaged {
            return inconsistent
        }
    }

    private struct BadDocument: Sendable {
        let document: DocumentID
        let problem: SnapshotProblem
    }

    private func readDocuments() async throws -> (bytes: Int, bad: [BadDocument]) {
        var bytes = 0
        var bad: [BadDocument] = []
        let documents = manifest.documents
        var starts = stride(from: 0, to: documents.count, by: Self.batch).makeIterator()
        try await withThrowingTaskGroup(of: (read: Int, bad: [BadDocument]).self) { group in
            for _ in 0..<2 {
                if let start = starts.next() { group.addTask { try await readBatch(from: start) } }
            }
            var done = 0
            while let result = try await group.next() {
                bytes += result.read
                bad += result.bad
                done += 1
                let count = min(done * Self.batch, documents.count)
                progress.report(JobProgress(phase: "verify", done: count, total: documents.count, unit: "documents"))
                if let start = starts.next() { group.addTask { try await readBatch(from: start) } }
            }
        }
        return (bytes, bad.sorted { $0.problem.file < $1.problem.file })
    }

    private func readBatch(from start: Int) async throws -> (read: Int, bad: [BadDocument]) {
        try Task.checkCancellation()
        let entries = manifest.documents[start..<min(start + Self.batch, manifest.documents.count)]
        return try await work.run {
            var read = 0
            var bad: [BadDocument] = []
            for entry in entries {
                let path = folder.poolPath(of: entry.document)
                let kind = try Self.kind(of: path, length: entry.length, digest: entry.digest)
                if let kind {
                    let problem = SnapshotProblem(file: SnapshotFolder.poolName(of: entry.document), kind: kind)
                    bad.append(BadDocument(document: entry.document, problem: problem))
                }
                read += entry.length
            }
            return (read, bad)
        }
    }

    /// What is wrong with a file; nil when it is what it was.
    private static func kind(of path: String, length: Int, digest: [UInt8]) throws -> SnapshotProblem.Kind? {
        do {
            guard let facts = try FileCopies.read(path) else { return .missing }
            if facts.length < length { return .truncated }
            if facts.length > length { return .extended }
            return facts.digest == digest ? nil : .altered
        } catch let failure as VaultFailure where failure.code == .diskFailed {
            // A bad sector, a symbolic link, a mode that keeps us out: this file is lost, the others may not be.
            return .unreadable
        }
    }

    private func name(_ file: String) -> String { "\(manifest.id.text)/\(file)" }
}

extension SnapshotVerifier {
    /// Opens a sealed file of the snapshot and writes its plaintext to a new file. Blocks.
    ///
    /// - Throws: the failures of sealed files; `sealBroken` where the plaintext is another; `diskFull`, `diskFailed`.
    func extract(_ file: SnapshotFile, to path: String) throws {
        guard let part = manifest.files[file] else { throw VaultFailure(.sealBroken) }
        let key = try KeyWrap.unwrap(
            manifest.key, under: keyring.masterKey(term: manifest.term), purpose: .snapshot,
            context: manifest.id.keyContext)
        let target = try Files.createNew(path)
        let digest = try SealedPlaintext.digest(
            "\(folder.path(of: manifest.id))/\(file.rawValue)", id: manifest.id, file: file, key: key,
            length: part.plaintextLength
        ) { piece, offset in
            try DescriptorIO.write(piece, to: target.number, at: offset)
        }
        guard digest == part.plaintextDigest else { throw VaultFailure(.sealBroken) }
        try FileSync.file(target.number, health: folder.health)
    }

    /// The same for another snapshot of the folder.
    func other(_ manifest: SnapshotManifest) -> SnapshotVerifier {
        SnapshotVerifier(
            folder: folder, manifest: manifest, scratch: scratch, keyring: keyring, work: work, progress: progress)
    }
}
