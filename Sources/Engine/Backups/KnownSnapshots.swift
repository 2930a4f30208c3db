/// The snapshots that are there, as their folder tells: read once for each operation.
struct KnownSnapshots: Sendable {
    /// Oldest first, by sequence; unreadable ones come first.
    private(set) var all: [Known]

    /// One snapshot.
    struct Known: Sendable {
        let id: SnapshotID
        let standing: Standing
        let check: SnapshotCheck?

        /// What it says of itself, whether that is to be believed or not; nil where it cannot be read.
        var manifest: SnapshotManifest? {
            switch standing {
            case .own(let manifest), .foreign(let manifest, _): manifest
            case .unreadable: nil
            }
        }

        /// Whether it counts as a snapshot of this store that can be restored.
        var isGood: Bool {
            guard case .own = standing else { return false }
            return check?.problems == 0
        }
    }

    /// What a snapshot is to this store.
    enum Standing: Sendable {
        /// Made by it, and its manifest is genuine.
        case own(SnapshotManifest)
        /// Of another store, of a key that is not at hand, or with a forged manifest; never touched, never counted.
        case foreign(SnapshotManifest, VaultFailure)
        /// Damaged, or of a newer version; never touched, never counted.
        case unreadable(VaultFailure)
    }

    /// Reads all manifests; a damaged one is known as damaged. Blocks.
    ///
    /// - Parameter instance: the store whose snapshots count; nil for any that the keys open.
    /// - Throws: `diskFailed` where the folder itself cannot be read.
    init(_ folder: SnapshotFolder, instance: [UInt8]?, keyring: Keyring) throws {
        all = try folder.ids().map { id in
            let standing = try Self.standing(of: id, in: folder, instance: instance, keyring: keyring)
            return Known(id: id, standing: standing, check: Self.check(of: id, in: folder))
        }
        sort()
    }

    /// The sequence number of the next one. A number that a stranger claims does not count: one too large to write down
    /// would make every later snapshot unreadable.
    var nextSequence: Int { (newestOwn?.sequence ?? 0) + 1 }

    /// The newest of this store, whole or not.
    var newestOwn: SnapshotManifest? { ownManifests.last }

    /// Those of this store, oldest first.
    private var ownManifests: [SnapshotManifest] {
        all.compactMap { if case .own(let manifest) = $0.standing { manifest } else { nil } }
    }

    /// The newest of this store that is good.
    var newestGood: Known? { all.last { $0.isGood } }

    /// Those of this store, as the retention sees them.
    var candidates: [SnapshotRetention.Candidate] {
        all.compactMap { known in
            guard case .own(let manifest) = known.standing else { return nil }
            return .init(id: known.id.text, sequence: manifest.sequence, madeAt: manifest.created, isGood: known.isGood)
        }
    }

    /// Every document that a snapshot needs, those in `leaving` aside; nil where one cannot be read, so that nobody knows.
    func needed(leaving: Set<String> = []) -> Set<DocumentID>? {
        let staying = all.filter { !leaving.contains($0.id.text) }
        guard staying.allSatisfy({ $0.manifest != nil }) else { return nil }
        return Set(staying.lazy.flatMap { $0.manifest?.documents ?? [] }.map(\.document))
    }

    /// The documents of this store's newest snapshot, whose files were read and found whole at some time. None where its
    /// last check found damage: then all are read again. In ascending order of their ids.
    func trustedEntries() -> [SnapshotManifest.Entry] { trusted?.manifest?.documents ?? [] }

    /// When the files of `trustedEntries` had all been read; nil where there are none.
    var trustedSince: Moment? { trusted?.check?.at }

    private var trusted: Known? {
        let own = all.last { if case .own = $0.standing { true } else { false } }
        return own.flatMap { $0.isGood ? $0 : nil }
    }

    /// What manifests of this store record of the files of documents. Where two differ, the older record counts: a file
    /// never changes, so the younger one is of damage.
    func records(of documents: Set<DocumentID>) -> [DocumentID: SnapshotManifest.Entry] {
        var records: [DocumentID: SnapshotManifest.Entry] = [:]
        guard !documents.isEmpty else { return records }
        for manifest in ownManifests {
            for entry in manifest.documents where documents.contains(entry.document) && records[entry.document] == nil {
                records[entry.document] = entry
            }
        }
        return records
    }

    /// Those of this store, as the catalog remembers them.
    var marks: [SnapshotMarks.Mark] { ownManifests.map { .init(id: $0.id.text, madeAt: $0.created) } }

    /// Documents whose file was found bad when a snapshot of this store was made.
    var everLost: Set<DocumentID> { Set(ownManifests.flatMap(\.lost)) }

    private mutating func sort() {
        all.sort { ($0.manifest?.sequence ?? 0, $0.id.text) < ($1.manifest?.sequence ?? 0, $1.id.text) }
    }

    private static func standing(
        of id: SnapshotID, in folder: SnapshotFolder, instance: [UInt8]?, keyring: Keyring
    ) throws -> Standing {
        do {
            let parsed = try folder.manifest(of: id)
            do {
                try SnapshotTrust.require(parsed, keyring: keyring)
                guard instance == nil || parsed.manifest.instance == instance else {
                    throw VaultFailure(.snapshotForeign, ["snapshot": id.text])
                }
                return .own(parsed.manifest)
            } catch let failure as VaultFailure {
                return .foreign(parsed.manifest, failure)
            }
        } catch let failure as VaultFailure {
            // Also where the disk or a mode keeps us out of this one: that must not end the backups of all days to come.
            return .unreadable(failure)
        }
    }

    /// A record that cannot be read is none: the snapshot does not count as good until it is checked again.
    private static func check(of id: SnapshotID, in folder: SnapshotFolder) -> SnapshotCheck? {
        do { return try folder.check(of: id) } catch { return nil }
    }
}

/// Whether a manifest is what it seems.
enum SnapshotTrust {
    /// Checks that every key it needs is at hand, and then its seal.
    ///
    /// - Throws: `keyTermUnknown`: the key file lacks a term; `snapshotForeign`: its term of that number is another key;
    ///   `snapshotDamaged`: the manifest was altered.
    static func require(_ parsed: SnapshotManifest.Parsed, keyring: Keyring) throws {
        let manifest = parsed.manifest
        for (term, fingerprint) in manifest.needs.sorted(by: { $0.key < $1.key }) {
            guard try Digest.constantTimeEqual(keyring.fingerprint(of: term), fingerprint) else {
                throw VaultFailure(.snapshotForeign, ["snapshot": manifest.id.text])
            }
        }
        guard try parsed.isGenuine(under: keyring.masterKey(term: manifest.term)) else {
            let problem = SnapshotProblem(file: "\(manifest.id.text)/\(SnapshotManifest.fileName)", kind: .altered)
            throw VaultFailure(.snapshotDamaged, ["snapshot": manifest.id.text, "reason": problem.sentence])
        }
    }
}

extension SnapshotSummary {
    init(_ manifest: SnapshotManifest, check: SnapshotCheck?) {
        self.init(
            id: manifest.id.text, sequence: manifest.sequence, madeAt: manifest.created, bytes: manifest.bytes,
            newBytes: manifest.newBytes, documents: manifest.documents.count,
            verifiedAt: check.flatMap { $0.problems == 0 ? $0.at : nil }
        )
        switch check?.problems {
        case 0: break
        case nil: problems = ["it was never checked"]
        case let count?: problems = ["the last check found \(count) bad files"]
        }
    }

    /// As a list shows it.
    init(_ known: KnownSnapshots.Known) {
        switch known.standing {
        case .own(let manifest): self.init(manifest, check: known.check)
        case .foreign(let manifest, let failure):
            self.init(manifest, check: nil)
            problems = [failure.sentence]
        case .unreadable(let failure):
            self.init(
                id: known.id.text, sequence: 0, madeAt: Moment(seconds: 0), bytes: 0, newBytes: 0, documents: 0,
                verifiedAt: nil)
            problems = [failure.sentence]
        }
    }
}
