import GRDB
import Logging

/// Why a document is read.
public enum RetrievalPurpose: Sendable, CaseIterable {
    /// To be shown in the browser.
    case view
    /// To be kept by the reader.
    case download

    var action: Action {
        switch self {
        case .view: .viewDocument
        case .download: .downloadDocument
        }
    }

    /// What a mandate must allow for it.
    var act: MandateAct {
        switch self {
        case .view: .readShared
        case .download: .downloadShared
        }
    }

    var event: AuditEvent.Kind {
        switch self {
        case .view: .documentViewed
        case .download: .documentDownloaded
        }
    }
}

/// Which part of a reading a request is.
public enum RetrievalPart: Sendable {
    /// The beginning, or all of it.
    case beginning
    /// A range further on, of a reading that began a while ago.
    case continuation
}

/// Opens one document: key → file → header checked → journal.
struct Retrieval {
    /// How long a continuation belongs to the opening before it.
    static let continuationLimit = Duration.minutes(10)

    let vault: Vault
    let found: LocatedDocument
    let actor: Actor
    let purpose: RetrievalPurpose
    let part: RetrievalPart
    /// What for, in a professional's words (SHR-10).
    var reason: String?
    /// The revision of the catalog before the decision.
    let revision: UInt64

    func run() async throws -> OpenedDocument {
        guard case .person(let person) = actor else { throw VaultFailure(.notFound) }
        let (summary, reader) = try await opened()
        let isKnown = try await recordOpening()
        // Nothing but our own line was written since.
        let own: UInt64 = isKnown ? 0 : 1
        let present = vault.catalog.revision
        return OpenedDocument(
            summary: summary, reader: reader, vault: vault, found: found, actor: actor,
            ground: .right(person, purpose.action),
            decision: DecisionMark(revision: present == revision + own ? present : nil, at: vault.clock.now()))
    }

    /// The document with its file open, and not yet in the journal.
    func opened() async throws -> (DocumentSummary, SealedFileReader) {
        let key = try vault.key(of: found.safe)
        let summary: DocumentSummary
        let reader: SealedFileReader
        do {
            summary = try DocumentSummary(found.record, key: key, reader: actor)
            reader = try await open(key)
        } catch {
            throw await vault.damage(error, of: found, by: actor)
        }
        return (summary, reader)
    }

    private func open(_ key: SafeKey) async throws -> SealedFileReader {
        try await vault.pools.disk.run { [blobs = vault.blobs, record = found.record] in
            let documentKey = try key.unwrapDocumentKey(record.wrappedKey, of: record.id)
            return try SealedFileReader(
                descriptor: try blobs.open(record.id), identity: key.identity(of: record.id), key: documentKey,
                expectedPlaintextLength: record.size, expectedCommitment: record.commitment)
        }
    }

    /// - Returns: whether it was in the journal already.
    private func recordOpening() async throws -> Bool {
        let event = AuditEvent(
            purpose.event, owner: found.safe.holder, item: found.record.id.bytes,
            structure: found.relation.structures(for: purpose.act).first, details: reason.map { [.purpose: $0] } ?? [:])
        if case .continuation = part, try await isKnown(event) { return true }
        try await vault.journal.record(event, by: actor)
        return false
    }

    /// Whether the journal has this very opening already, by the same person, from a moment ago.
    private func isKnown(_ event: AuditEvent) async throws -> Bool {
        let since = vault.clock.now() - Self.continuationLimit
        return try await vault.catalog.read { [actor] in
            try JournalReading.contains(event, by: actor, since: since, in: $0)
        }
    }
}

extension Vault {
    /// The failure to tell for a document that does not open: damage is journaled and logged, once for each attempt.
    func damage(_ error: any Error, of found: LocatedDocument, by actor: Actor) async -> any Error {
        guard let failure = error as? VaultFailure, failure.kind == .damaged else { return error }
        let id = found.record.id
        let code: FailureCode = failure.code == .documentMissing ? .documentMissing : .documentDamaged
        let event = AuditEvent(
            .documentDamaged, .failed, owner: found.safe.holder, item: id.bytes,
            details: [.reason: failure.code.rawValue])
        logger.critical(
            "A stored document is damaged",
            metadata: ["document": .string(id.text), "reason": .string(failure.code.rawValue)])
        do {
            try await journal.record(event, by: actor)
        } catch {
            logger.error("The damage could not be journaled", metadata: ["cause": "\(error)"])
        }
        return VaultFailure(code, ["document": id.text], cause: failure)
    }
}
