import GRDB

/// What was erased, as far as anything at hand tells: an erasure is final (RET-02), so a restore of an older snapshot
/// does not bring the document or the account back.
struct KnownErasures: Sendable {
    /// When each document was erased, and whose it was.
    private(set) var all: [DocumentID: Erased] = [:]
    /// The accounts that were deleted.
    private(set) var accounts: Set<AccountID> = []
    /// What could not be read and may know of more.
    private(set) var warnings: [String] = []

    struct Erased: Sendable {
        let holder: AccountID
        let at: Moment
    }

    /// Asks the newest snapshot of the same store that was made after `manifest` and can be read. It knows what those
    /// before it know: the record of an erasure stays as long as any snapshot may hold the document. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed` where the scratch folder fails.
    mutating func learn(
        from known: KnownSnapshots, after manifest: SnapshotManifest, _ verifier: (SnapshotManifest) -> SnapshotVerifier
    ) throws {
        let newer = known.all.reversed().compactMap { snapshot -> SnapshotManifest? in
            guard case .own(let other) = snapshot.standing, other.instance == manifest.instance,
                other.sequence > manifest.sequence
            else { return nil }
            return other
        }
        for other in newer {
            let verifier = verifier(other)
            let path = verifier.scratch + "/newer.sqlite"
            try Scratch.make(verifier.scratch)
            defer { _ = try? FileCopies.removeTree(verifier.scratch) }
            do {
                try verifier.extract(.catalog, to: path)
                let queue = try SnapshotCopy.open(path)
                defer { try? queue.close() }
                try queue.read { try add($0) }
                return
            } catch let failure as VaultFailure where failure.kind == .damaged || failure.code == .diskFailed {
                warnings.append("snapshot \(other.id.text) does not tell what was erased: \(failure.sentence)")
            }
        }
    }

    /// Asks the catalog that lies beside the folder of snapshots: a state folder that was moved aside. Nothing where
    /// there is none, where a service uses it, or where it is of another store. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed` where the scratch folder fails.
    mutating func learn(fromStateFolder folder: String, instance: [UInt8], scratch: String) throws {
        let catalog = folder + "/catalog.sqlite"
        guard try FileCopies.length(of: catalog) ?? 0 > 0, !StoreLock.isHeld(folder: folder) else { return }
        try Scratch.make(scratch)
        defer { _ = try? FileCopies.removeTree(scratch) }
        do {
            // A copy with its log, since opening would write beside it.
            for ending in ["", "-wal"] {
                _ = try FileCopies.copy(catalog + ending, to: scratch + "/old.sqlite" + ending, health: StoreHealth())
            }
            try addOld(scratch + "/old.sqlite", instance: instance)
        } catch let failure as VaultFailure where failure.code != .diskFull {
            warnings.append("\(catalog) does not tell what was erased: \(failure.sentence)")
        }
    }

    private mutating func addOld(_ path: String, instance: [UInt8]) throws {
        do {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.read { database in
                let row = try Row.fetchOne(database, sql: "SELECT id FROM instance")
                guard row?.bytes("id") == instance else { return }
                try SnapshotCopy.requireWhole(database)
                try add(database)
            }
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    private mutating func add(_ database: Database) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT document, holder, erased_at FROM erasure")
        while let row = try rows.next() {
            let erased = Erased(holder: try row.identifier("holder"), at: Moment(milliseconds: row["erased_at"]))
            all[try row.identifier("document")] = erased
        }
        accounts.formUnion(try Self.accounts(erasedIn: database))
    }

    /// The accounts that a catalog knows to be deleted. One that somebody used is empty since; of an invitation only the
    /// journal tells.
    static func accounts(erasedIn database: Database) throws -> Set<AccountID> {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id FROM account WHERE state = 'deleted'
                UNION
                SELECT owner FROM audit_event WHERE kind IN (?, ?) AND owner IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = audit_event.owner)
                """,
            arguments: [AuditEvent.Kind.accountErased.rawValue, AuditEvent.Kind.invitationCancelled.rawValue])
        return Set(try rows.map { try $0.identifier("id") })
    }
}
