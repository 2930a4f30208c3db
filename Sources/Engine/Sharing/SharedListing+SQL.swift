import GRDB

/// What is shared with one professional in one safe.
struct SharedReading {
    let vault: Vault
    let safe: SafeRecord
    /// What the professional is to the holder, decided once for all lines.
    let facts: SafeFacts
    let actor: Actor
    let holderName: String

    /// Reads the page `asked`, or the nearest that exists.
    func listing(_ asked: Int, in database: Database) throws -> SharedListing {
        let structures = facts.relation.structures(for: .readShared)
        let mayList = AccessPolicy.allows(actor, .listShared, on: .safe(facts))
        guard let reader = actor.journalAccount, mayList, !structures.isEmpty else {
            return SharedListing(entries: [], page: 1, total: 0)
        }
        var arguments: StatementArguments = [
            "safe": safe.id.blob, "reader": reader.blob, "now": vault.clock.now().milliseconds,
        ]
        for (index, structure) in structures.enumerated() { arguments += ["s\(index)": structure.blob] }
        let shared = """
            document WHERE safe = :safe AND id IN (
                SELECT g.document FROM share_grant g JOIN document d ON d.id = g.document
                WHERE d.safe = :safe AND (g.until IS NULL OR g.until > :now)
                AND (g.professional IS NULL OR g.professional = :reader)
                AND g.structure IN (\(structures.indices.map { ":s\($0)" }.joined(separator: ", "))))
            """
        let total = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(shared)", arguments: arguments) ?? 0
        let page = min(max(asked, 1), SharedListing.pageCount(of: total))
        arguments += ["limit": SharedListing.size, "offset": (page - 1) * SharedListing.size]
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT \(DocumentRecord.columns) FROM \(shared)
                ORDER BY deposited_at DESC, id DESC LIMIT :limit OFFSET :offset
                """,
            arguments: arguments)
        return SharedListing(entries: try rows.map { try entry($0, in: database) }, page: page, total: total)
    }

    private func entry(_ row: Row, in database: Database) throws -> SharedListing.Entry {
        let record = try DocumentRecord(row)
        let found = LocatedDocument(record: record, safe: safe)
        let facts = try vault.facts(of: found, in: facts, for: actor, database)
        guard !facts.document.needsConsent else {
            let former = try ConsentRecords.former(of: record.id, now: vault.clock.now(), in: database)
            let hadConsent = !former.isDisjoint(with: facts.safe.relation.structures)
            return .waiting(record.id, depositedAt: record.depositedAt, consentEnded: hadConsent)
        }
        do {
            return .document(try document(found, facts))
        } catch let failure as VaultFailure where failure.kind == .damaged {
            return .damaged(
                DamagedDocument(id: record.id, size: record.size, depositedAt: record.depositedAt, code: failure.code))
        }
    }

    /// A document that may be read, as its reader sees it.
    func document(
        _ found: LocatedDocument, _ facts: (safe: SafeFacts, document: DocumentFacts)
    ) throws -> SharedDocument {
        let resource = Resource.document(facts.safe, facts.document)
        return SharedDocument(
            summary: try DocumentSummary(found.record, key: try vault.key(of: safe), reader: actor),
            holder: safe.holder,
            holderName: holderName,
            isSensitive: found.record.isSensitive,
            mayDelete: AccessPolicy.allows(actor, .deleteDocument, on: resource),
            mayDownload: AccessPolicy.allows(actor, .downloadDocument, on: resource))
    }
}
