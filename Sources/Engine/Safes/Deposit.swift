import GRDB
import Logging

/// Puts a document that lies in memory into a safe: kind → scan → sealed file on the disk → row, key, quota and journal
/// in one transaction. Straight down; nothing returns to an earlier step.
struct Deposit: Sendable {
    let vault: Vault
    let safe: SafeRecord
    let actor: Actor
    let source: DepositSource
    let file: MemoryFile
    let names: DocumentNames

    func run() async throws -> DepositReceipt {
        guard case .person(let depositor) = actor else { throw VaultFailure(.notFound) }
        try file.complete()
        let type = try await acceptedType()
        if let refusal = try await vault.scanner.scan(descriptor: file.descriptor, length: file.length, type: type).failure {
            throw refusal
        }
        // From here on a reader who goes away must not leave it open whether the commit came to pass.
        return try await Task { try await store(type, depositor) }.value
    }

    private func acceptedType() async throws -> MediaType {
        let type = try await vault.pools.scan.run { [file, names] in
            try MediaType.detect(descriptor: file.descriptor, length: file.length, fileName: names.fileName)
        }
        guard let type else { throw VaultFailure(.typeNotAccepted) }
        return type
    }

    private func store(_ type: MediaType, _ depositor: SignedInPerson) async throws -> DepositReceipt {
        let id = DocumentID()
        let key = try await currentKey()
        let documentKey = try SecretBytes.random(count: AESGCM.keySize)
        let sealed = try await seal(id, documentKey, key)
        let record = try record(id, type, depositor, documentKey: documentKey, key: key, commitment: sealed.commitment)
        try await commit(record, key, depositor)
        return DepositReceipt(document: try DocumentSummary(record, key: key, reader: actor))
    }

    /// By the row as it is now: while the document came in, a rotation may have retired the master key of the row that
    /// was read at the beginning.
    private func currentKey() async throws -> SafeKey {
        guard let current = try await vault.catalog.read({ [id = safe.id] in try SafeRecord.find(id, in: $0) }) else {
            throw VaultFailure(.notFound)
        }
        return try vault.key(of: current)
    }

    private func seal(_ id: DocumentID, _ documentKey: SecretBytes, _ key: SafeKey) async throws -> SealedFileSummary {
        try await vault.pools.disk.run { [file, blobs = vault.blobs, reserve = vault.settings.documents.diskReserve] in
            try blobs.requireRoom(for: file.length, reserve: reserve)
            let map = try MappedDescriptor(file.descriptor, length: file.length)
            return try withExtendedLifetime(map) {
                try blobs.store(id) { descriptor in
                    let writer = try SealedFileWriter(
                        descriptor: descriptor, identity: key.identity(of: id), key: documentKey)
                    try writer.append(map.bytes)
                    return try writer.finish()
                }
            }
        }
    }

    private func record(
        _ id: DocumentID, _ type: MediaType, _ depositor: SignedInPerson, documentKey: SecretBytes, key: SafeKey,
        commitment: [UInt8]
    ) throws -> DocumentRecord {
        DocumentRecord(
            id: id,
            safe: safe.id,
            title: try key.fields.seal(text: names.title, at: DocumentRecord.address("title", of: id)),
            fileName: try key.fields.seal(text: names.fileName, at: DocumentRecord.address("file_name", of: id)),
            digest: try key.fields.seal(try file.digest(), at: DocumentRecord.address("digest", of: id)),
            mediaType: type.mime,
            size: file.length,
            wrappedKey: try key.wrapDocumentKey(documentKey, of: id),
            commitment: commitment,
            visibility: source.structure == nil ? "private" : "shared",
            depositor: depositor.account,
            depositorRole: depositor.role.rawValue,
            depositorStructure: source.structure,
            channel: "web",
            depositedAt: vault.clock.now(),
            isKept: source.structure == nil,
            isSensitive: source.isSensitive
        )
    }

    private func commit(_ record: DocumentRecord, _ key: SafeKey, _ depositor: SignedInPerson) async throws {
        do {
            try await vault.changeTogether { database in
                try vault.requireSession(of: depositor, at: vault.clock.now(), in: database)
                let limit = vault.settings.documents.safeDocuments
                try SafeRecord.take(record.size, limit: limit, from: safe.id, in: database)
                try record.insert(into: database)
                try shareWithDepositor(record, key, in: database)
                let event = AuditEvent(
                    .documentDeposited, owner: safe.holder, item: record.id.bytes, structure: source.structure,
                    details: [.bytes: String(record.size)])
                try vault.journal.record(event, by: actor, in: database)
                try shareAsChosen(record, key, in: database)
            }
        } catch {
            await discard(record.id, after: error)
            throw error
        }
    }

    /// What a professional puts in is shared with the structure for which it was done (SHR-04), if the right to put it
    /// in still holds at the end of the upload.
    private func shareWithDepositor(_ record: DocumentRecord, _ key: SafeKey, in database: Database) throws {
        guard let structure = source.structure else { return }
        let facts = try vault.facts(of: safe.holder, for: actor, in: database)
        try AccessPolicy.require(actor, .deposit, on: .safe(facts))
        guard facts.relation.structures(for: .deposit).contains(structure) else { throw VaultFailure(.notFound) }
        try ShareGrant.put(
            .structure(structure), on: record.id, terms: .init(key: key), at: record.depositedAt, in: database)
        guard record.isSensitive else { return }
        try vault.recordConsent(record.id, holder: safe.holder, structure: structure, until: nil, by: actor, in: database)
    }

    /// What the holder puts in is shared at once where the holder chose so for all deposits (SHR-04), but never what
    /// is sensitive: that waits for the holder's word (SHR-08).
    private func shareAsChosen(_ record: DocumentRecord, _ key: SafeKey, in database: Database) throws {
        guard case .holder(isSensitive: false) = source else { return }
        for structure in try vault.defaultAudience(of: safe, by: actor, in: database) {
            try vault.put(
                .structure(structure), on: LocatedDocument(record: record, safe: safe),
                terms: .init(key: key, isByDefault: true), by: actor, in: database)
        }
    }

    /// Removes the sealed file of a deposit that was refused, for whatever reason. After a fault of the disk nobody knows
    /// whether the commit will be there after a restart; then the file stays, and the sweep at the next start decides.
    private func discard(_ id: DocumentID, after error: any Error) async {
        let uncertain: Set<FailureCode> = [.diskFailed, .catalogDamaged, .fault]
        guard let failure = error as? VaultFailure, !uncertain.contains(failure.code) else { return }
        do {
            try await vault.pools.disk.run { [blobs = vault.blobs] in try blobs.remove(id) }
        } catch {
            vault.logger.warning("A refused deposit's file is left for the next start", metadata: ["cause": "\(error)"])
        }
    }
}
