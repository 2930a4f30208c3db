import GRDB

extension Vault {
    /// A safe, for someone who may do `action` in it.
    ///
    /// - Throws: `notFound`, the same for a safe that does not exist and one that is somebody else's.
    func safe(_ id: SafeID, for action: Action, by actor: Actor) async throws -> SafeRecord {
        try await safe(for: action, by: actor, item: id.bytes) { try SafeRecord.find(id, in: $0) }.safe
    }

    /// The safe of a person, for someone who may do `action` in it, with what the decision was made from.
    ///
    /// - Throws: `notFound`, the same for a person that does not exist and one that is not the actor's to know.
    func safe(of holder: AccountID, for action: Action, by actor: Actor) async throws -> (safe: SafeRecord, facts: SafeFacts)
    {
        try await safe(for: action, by: actor, item: holder.bytes) { try SafeRecord.find(of: holder, in: $0) }
    }

    private func safe(
        for action: Action, by actor: Actor, item: [UInt8], _ find: @escaping @Sendable (Database) throws -> SafeRecord?
    ) async throws -> (safe: SafeRecord, facts: SafeFacts) {
        let found = try await catalog.read { database in
            try find(database).map { (safe: $0, facts: try facts(of: $0.holder, for: actor, in: database)) }
        }
        guard let found else { throw try await refuseUnknown(actor, action, item: item) }
        try await require(actor, action, on: .safe(found.facts), item: item)
        return found
    }

    /// A document with its safe, for someone who may do `action` with it.
    ///
    /// - Throws: `notFound`, the same for a document that does not exist and one that is somebody else's.
    func located(_ id: DocumentID, for action: Action, by actor: Actor) async throws -> LocatedDocument {
        let found = try await catalog.read { database in
            try LocatedDocument.find(id, in: database).map { ($0, try facts(of: $0, for: actor, in: database)) }
        }
        guard let (located, facts) = found else { throw try await refuseUnknown(actor, action, item: id.bytes) }
        try await require(actor, action, on: .document(facts.safe, facts.document), item: id.bytes)
        return located.seen(through: facts.safe.relation)
    }

    /// The same within the transaction of a change, so that what is decided is still so when it is done.
    ///
    /// - Throws: `notFound`.
    func stillLocated(
        _ id: DocumentID, for action: Action, by actor: Actor, in database: Database
    ) throws -> LocatedDocument {
        guard let located = try LocatedDocument.find(id, in: database) else { throw VaultFailure(.notFound) }
        let facts = try facts(of: located, for: actor, in: database)
        try AccessPolicy.require(actor, action, on: .document(facts.safe, facts.document))
        return located.seen(through: facts.safe.relation)
    }

    /// What the policy asks about a safe, as of now.
    func facts(of holder: AccountID, for actor: Actor, in database: Database) throws -> SafeFacts {
        let now = clock.now()
        guard case .person(let person) = actor else { return SafeFacts(holder: holder) }
        guard person.role == .professional else {
            return SafeFacts(holder: holder, isFrozen: try AccountRecord.isFrozen(holder, now: now, in: database))
        }
        let relation = try SafeRelation.find(of: person.account, to: holder, now: now, in: database)
        return SafeFacts(
            holder: holder, relation: relation, isDisabled: try AccountRecord.isDisabled(holder, in: database))
    }

    /// What the policy asks about a document, as of now. The relation is narrowed to the structures that the document
    /// is shared with: the mandate of another one opens nothing here.
    func facts(
        of found: LocatedDocument, for actor: Actor, in database: Database
    ) throws -> (safe: SafeFacts, document: DocumentFacts) {
        try facts(of: found, in: facts(of: found.safe.holder, for: actor, in: database), for: actor, database)
    }

    /// The same, with what is known of the safe already: for many documents of one safe.
    func facts(
        of found: LocatedDocument, in safe: SafeFacts, for actor: Actor, _ database: Database
    ) throws -> (safe: SafeFacts, document: DocumentFacts) {
        guard case .person(let person) = actor, person.role == .professional else { return (safe, .own) }
        let record = found.record
        let now = clock.now()
        let shared = try ShareGrant.structures(
            reaching: person.account, document: record.id, now: now, in: database)
        let reaching = safe.relation.structures.intersection(shared)
        let consented = record.isSensitive ? try ConsentRecords.structures(of: record.id, now: now, in: database) : reaching
        let open = reaching.intersection(consented)
        let document = DocumentFacts(
            isShared: !reaching.isEmpty, isOwnDeposit: record.depositor == person.account, isKept: record.isKept,
            needsConsent: open.isEmpty && record.isSensitive)
        guard !reaching.isEmpty else { return (safe, document) }
        let relation = safe.relation.narrowed(to: open.isEmpty ? reaching : open)
        return (SafeFacts(holder: safe.holder, relation: relation, isDisabled: safe.isDisabled), document)
    }

    /// The key of a safe as its row has it.
    func key(of safe: SafeRecord) throws -> SafeKey {
        try safeKeys.key(of: safe.id, wrapped: safe.wrappedKey, keyring: keys.keyring)
    }
}

extension LocatedDocument {
    fileprivate func seen(through relation: SafeRelation) -> LocatedDocument {
        var seen = self
        seen.relation = relation
        return seen
    }
}
