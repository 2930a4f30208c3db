import GRDB
import Logging

extension Vault {
    /// How full a safe is.
    ///
    /// - Throws: `notFound`.
    public func safeOverview(by actor: Actor, safe id: SafeID) async throws -> SafeOverview {
        let safe = try await safe(id, for: .listSafe, by: actor)
        return SafeOverview(used: safe.used, quota: safe.quota, documentCount: safe.documents)
    }

    /// A page of the documents of a safe, newest first.
    ///
    /// - Parameter page: from 1; for one that does not exist the nearest.
    /// - Throws: `notFound`.
    public func documents(in id: SafeID, page: Int, by actor: Actor) async throws -> DocumentListing {
        let key = try key(of: try await safe(id, for: .listSafe, by: actor))
        let listing = try await catalog.read {
            try DocumentListing.read(page, of: id, key: key, reader: actor, in: $0)
        }
        for case .damaged(let document) in listing.entries {
            logger.critical(
                "The entry of a document is damaged",
                metadata: ["document": .string(document.id.text), "reason": .string(document.code.rawValue)])
        }
        return listing
    }

    /// One document as the list shows it, for someone who may do `action` with it.
    ///
    /// - Throws: `notFound`, `documentDamaged`.
    public func document(
        _ id: DocumentID, by actor: Actor, for action: Action = .viewDocument
    ) async throws -> DocumentSummary {
        let found = try await located(id, for: action, by: actor)
        let key = try key(of: found.safe)
        do {
            return try DocumentSummary(found.record, key: key, reader: actor)
        } catch {
            throw await damage(error, of: found, by: actor)
        }
    }

    /// Begins to take in a document. `finish` or `abandon` must follow.
    ///
    /// - Parameters:
    ///   - isSensitive: whether its holder says that it is; then it is shared with nobody by the choice for all
    ///     deposits (SHR-04, SHR-08).
    ///   - expectedLength: at most this many bytes will come; nil where that is not known. Memory is taken as the
    ///     bytes come, whatever is said here.
    /// - Throws: `notFound`, `tooManyDocuments`, `diskFull`, `readOnlyAfterFault`, `busy`.
    public func beginDeposit(
        in id: SafeID, isSensitive: Bool = false, by actor: Actor, expectedLength: Int?
    ) async throws -> DepositIntake {
        let safe = try await safe(id, for: .deposit, by: actor)
        // Somebody else says on which terms.
        guard actor.journalAccount == safe.holder else { throw VaultFailure(.notFound) }
        return try await beginDeposit(
            in: safe, as: .holder(isSensitive: isSensitive), by: actor, expectedLength: expectedLength)
    }

    func beginDeposit(
        in safe: SafeRecord, as source: DepositSource, by actor: Actor, expectedLength: Int?
    ) async throws -> DepositIntake {
        do {
            // Before the person waits for an upload; the word that counts is said when it is stored.
            try await requireBallast()
            try safe.requirePlace(limit: settings.documents.safeDocuments)
            let most = min(max(expectedLength ?? .max, 0), settings.documents.maxSize)
            try await pools.disk.run { [blobs, reserve = settings.documents.diskReserve] in
                try blobs.requireRoom(for: expectedLength == nil ? 0 : most, reserve: reserve)
            }
            return try DepositIntake(vault: self, safe: safe, actor: actor, source: source, most: most)
        } catch {
            await recordRefusal(of: error, in: safe, through: source.structure, by: actor)
            throw source.told(error)
        }
    }

    /// Opens a document for reading. The opening is in the journal before a byte leaves.
    ///
    /// - Parameter part: whether this goes on with an opening of a while ago (a `Range` request): that is the same
    ///   reading, and is not journaled again within ten minutes.
    /// - Throws: `notFound`, `documentMissing`, `documentDamaged`, `diskFailed`.
    public func openDocument(
        _ id: DocumentID, by actor: Actor, for purpose: RetrievalPurpose, part: RetrievalPart = .beginning
    ) async throws -> OpenedDocument {
        let revision = catalog.revision
        let found = try await located(id, for: purpose.action, by: actor)
        guard purpose == .view || !actor.isProfessional else { throw VaultFailure(.fieldMissing, ["field": "purpose"]) }
        return try await Retrieval(
            vault: self, found: found, actor: actor, purpose: purpose, part: part, revision: revision
        ).run()
    }

    /// Opens a shared document for a professional who saves a copy: strictly when needed, with a purpose that its
    /// holder reads in the journal (SHR-10).
    ///
    /// - Throws: `notFound`, `fieldMissing`, `fieldUnusable`, and as the other.
    public func downloadDocument(_ id: DocumentID, for reason: String, by actor: Actor) async throws -> OpenedDocument {
        let revision = catalog.revision
        let found = try await located(id, for: .downloadDocument, by: actor)
        guard let reason = try Words.given(reason, field: "purpose") else {
            throw VaultFailure(.fieldMissing, ["field": "purpose"])
        }
        return try await Retrieval(
            vault: self, found: found, actor: actor, purpose: .download, part: .beginning, reason: reason,
            revision: revision
        ).run()
    }

    /// Gives a document another title.
    ///
    /// - Throws: `notFound`, `titleUnusable`, `readOnlyAfterFault`, `diskFull`.
    public func renameDocument(_ id: DocumentID, to title: String, by actor: Actor) async throws {
        let found = try await located(id, for: .renameDocument, by: actor)
        let title = try DocumentNames.title(title)
        let sealed = try key(of: found.safe).fields.seal(text: title, at: DocumentRecord.address("title", of: id))
        try await change { database in
            try DocumentRecord.setTitle(sealed, of: id, in: database)
            guard database.changesCount == 1 else { throw VaultFailure(.notFound) }
            let event = AuditEvent(.documentRenamed, owner: found.safe.holder, item: id.bytes)
            try journal.record(event, by: actor, in: database)
        }
    }

    /// Deletes a document for good: unreadable when this returns, its room free again.
    ///
    /// - Throws: `notFound`, `readOnlyAfterFault`, `diskFull`.
    public func deleteDocument(_ id: DocumentID, by actor: Actor) async throws -> ErasureReceipt {
        let found = try await located(id, for: .deleteDocument, by: actor)
        return try await Erasure(vault: self, document: found, actor: actor).run()
    }
}
