import GRDB

extension Vault {
    /// A safe, for someone who may do `action` in it.
    ///
    /// - Throws: `notFound`, the same for a safe that does not exist and one that is somebody else's.
    func safe(_ id: SafeID, for action: Action, by actor: Actor) async throws -> SafeRecord {
        let found = try await catalog.read { database in
            try SafeRecord.find(id, in: database).map { ($0, try facts(of: $0.holder, for: actor, in: database)) }
        }
        guard let (safe, facts) = found else { throw try await refuseUnknown(actor, action, item: id.bytes) }
        try await require(actor, action, on: .safe(facts), item: id.bytes)
        return safe
    }

    /// A document with its safe, for someone who may do `action` with it.
    ///
    /// - Throws: `notFound`, the same for a document that does not exist and one that is somebody else's.
    func located(_ id: DocumentID, for action: Action, by actor: Actor) async throws -> LocatedDocument {
        let found = try await catalog.read { database in
            try LocatedDocument.find(id, in: database).map {
                ($0, try facts(of: $0.safe.holder, for: actor, in: database), try facts(of: $0.record, for: actor, in: database))
            }
        }
        guard let (located, safe, document) = found else { throw try await refuseUnknown(actor, action, item: id.bytes) }
        try await require(actor, action, on: .document(safe, document), item: id.bytes)
        return located
    }

    /// What the policy asks about a safe, as of now.
    func facts(of holder: AccountID, for actor: Actor, in database: Database) throws -> SafeFacts {
        let now = clock.now()
        guard case .person(let person) = actor else { return SafeFacts(holder: holder) }
        guard person.role == .professional else {
            return SafeFacts(holder: holder, isFrozen: try AccountRecord.isFrozen(holder, now: now, in: database))
        }
        let relation = try SafeRelation.find(of: person.account, to: holder, now: now, in: database)
        return SafeFacts(holder: holder, relation: relation)
    }

    /// What the policy asks about a document, as of now.
    func facts(of record: DocumentRecord, for actor: Actor, in database: Database) throws -> DocumentFacts {
        guard case .person(let person) = actor, person.role == .professional else { return .own }
        return DocumentFacts(isOwnDeposit: record.depositor == person.account)
    }

    /// The key of a safe as its row has it.
    func key(of safe: SafeRecord) throws -> SafeKey {
        try safeKeys.key(of: safe.id, wrapped: safe.wrappedKey, keyring: keys.keyring)
    }
}
