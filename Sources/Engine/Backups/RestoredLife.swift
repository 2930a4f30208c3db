import GRDB

/// What a restored catalog must be told of the time after its snapshot.
struct RestoredLife: Sendable {
    let manifest: SnapshotManifest
    /// The sequence number of the newest snapshot that there is.
    let newest: Int
    let erasures: KnownErasures
    /// Documents whose file is bad.
    let bad: Set<DocumentID>
    let erased: Restore.Erased

    /// What was erased after the snapshot was made, and is in it.
    struct Since: Sendable {
        let documents: Set<DocumentID>
        let accounts: Int
    }

    /// Makes the catalog fit its new life: what was erased while the snapshot was made stays erased, and what was since
    /// as well unless it is to come back, nobody is signed in, and the journal tells of it.
    func begin(_ journal: Journal, keys: ServiceKeys, by actor: Actor, in database: Database) throws -> Since {
        let accounts = try RestoredCatalog.accounts(erasedIn: erasures, database)
        let papers = try accounts.present.map { ($0, try DocumentRecord.ids(of: $0, database)) }
        let owned = Set(papers.flatMap(\.1))
        let documents = Set(try RestoredCatalog.documents(erasedIn: erasures, database)).union(owned)
        try RestoredCatalog.forget(
            Array(documents.filter { _ in erased == .stayErased }.union(manifest.erased)), in: database)
        try RestoredCatalog.keep(erasures, in: database)
        let since = Since(documents: documents, accounts: accounts.present.count)
        try journal.record(event(since), by: actor, in: database)
        // The lines of the erasures themselves are in a part of the journal that this store does not have.
        for document in documents.sorted(by: { $0.precedes($1) }) where erased == .comeBack || !owned.contains(document) {
            let event = AuditEvent(
                erased == .comeBack ? .documentReturned : .documentDeleted,
                owner: try erasures.all[document]?.holder ?? DocumentRecord.holder(of: document, in: database),
                item: document.bytes, details: [.snapshot: manifest.id.text])
            try journal.record(event, by: .schedule, in: database)
        }
        for (account, papers) in papers {
            if erased == .stayErased { try RestoredCatalog.empty(account, keys: keys, in: database) }
            let kind: AuditEvent.Kind = erased == .comeBack ? .accountReturned : .accountErased
            let details: [AuditEvent.Detail: String] = [.snapshot: manifest.id.text, .count: "\(papers.count)"]
            try journal.record(AuditEvent(kind, owner: account, details: details), by: .schedule, in: database)
        }
        // So that a later restore of another snapshot knows it too.
        for account in accounts.absent {
            try journal.record(AuditEvent(.accountErased, owner: account), by: .schedule, in: database)
        }
        try tellOfDamage(journal, by: actor, in: database)
        return since
    }

    private func tellOfDamage(_ journal: Journal, by actor: Actor, in database: Database) throws {
        for document in bad {
            guard let holder = try DocumentRecord.holder(of: document, in: database) else { continue }
            let event = AuditEvent(
                .documentDamaged, .failed, owner: holder, item: document.bytes, details: [.snapshot: manifest.id.text])
            try journal.record(event, by: actor, in: database)
        }
    }

    /// Snapshots made after this one tell of a journal that this store does not have: `verifyAudit` skips them.
    private func event(_ since: Since) -> AuditEvent {
        var details: [AuditEvent.Detail: String] = [
            .snapshot: manifest.id.text, .count: "\(manifest.documents.count)",
            .replaced: "\(manifest.sequence + 1)-\(max(newest, manifest.sequence))",
        ]
        let what = [(since.documents.count, "documents"), (since.accounts, "accounts")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: " and ")
        if !what.isEmpty {
            details[.reason] = "\(what) erased since \(erased == .comeBack ? "came back" : "were erased again")"
        }
        return AuditEvent(.storeRestored, details: details)
    }
}
