import GRDB

extension Vault {
    /// Asks a person to share something.
    ///
    /// - Throws: `notFound`, `fieldMissing`, `fieldUnusable`, `tooManyAsked`.
    public func askToShare(_ message: String, of person: AccountID, by actor: Actor) async throws {
        let found = try await safe(of: person, for: .askToShare, by: actor)
        guard let message = try Words.given(message, field: "message") else {
            throw VaultFailure(.fieldMissing, ["field": "message"])
        }
        guard let professional = actor.journalAccount,
            let structure = found.facts.relation.structures(for: .readShared).first
        else { throw VaultFailure(.notFound) }
        let id = ShareRequestID()
        let sealed = try key(of: found.safe).fields.seal(text: message, at: ShareRequestRecord.address("message", of: id))
        let record = ShareRequestRecord(
            id: id, holder: person, structure: structure, professional: professional, message: sealed,
            askedAt: clock.now())
        try await change { database in
            let now = try facts(of: person, for: actor, in: database)
            try AccessPolicy.require(actor, .askToShare, on: .safe(now))
            let open = try ShareRequestRecord.openCount(from: professional, to: person, in: database)
            guard open < ShareRequest.most else { throw VaultFailure(.tooManyAsked) }
            try record.insert(into: database)
            try journal.record(AuditEvent(.shareAsked, owner: person, structure: structure), by: actor, in: database)
            try tellHolder(person, .shareAsked, in: database)
        }
    }

    /// What professionals ask the holder of a safe for, newest first.
    ///
    /// - Throws: `notFound`.
    public func shareRequests(in id: SafeID, by actor: Actor) async throws -> [ShareRequest] {
        let safe = try await safe(id, for: .manageSharing, by: actor)
        let fields = try key(of: safe).fields
        return try await catalog.read { database in
            try ShareRequestRecord.open(to: safe.holder, in: database).map { record in
                ShareRequest(
                    id: record.id,
                    professionalName: try name(of: record.professional, in: database),
                    structureName: try StructureRecord.name(of: record.structure, keys: keys, database),
                    message: try fields.openText(record.message, at: ShareRequestRecord.address("message", of: record.id)),
                    askedAt: record.askedAt)
            }
        }
    }

    /// Says no to a request.
    ///
    /// - Throws: `notFound`.
    public func refuseRequest(_ request: ShareRequestID, in id: SafeID, by actor: Actor) async throws {
        let safe = try await safe(id, for: .manageSharing, by: actor)
        try await change { database in
            let record = try openRequest(request, to: safe.holder, in: database)
            _ = try ShareRequestRecord.answer(request, "refused", in: database)
            let event = AuditEvent(
                .shareRefused, owner: safe.holder, structure: record.structure,
                details: [.audience: record.professional.text])
            try journal.record(event, by: actor, in: database)
        }
    }

    /// Shares a document with the one professional who asked.
    ///
    /// - Throws: `notFound`, also where the professional does not follow the person any more.
    public func acceptRequest(
        _ request: ShareRequestID, sharing document: DocumentID, consent: ExplicitConsent = .notGiven, by actor: Actor
    ) async throws {
        let found = try await located(document, for: .shareDocument, by: actor)
        let key = try key(of: found.safe)
        try await change { database in
            let found = try stillLocated(document, for: .shareDocument, by: actor, in: database)
            let record = try openRequest(request, to: found.safe.holder, in: database)
            let message = try key.fields.openText(
                record.message, at: ShareRequestRecord.address("message", of: request))
            let order = ShareOrder(audience: [.professional(record.professional, of: record.structure)], consent: consent)
            try put(order, on: found, terms: ShareGrant.Terms(key: key, purpose: message), by: actor, in: database)
            _ = try ShareRequestRecord.answer(request, "accepted", in: database)
        }
    }

    private func openRequest(
        _ id: ShareRequestID, to holder: AccountID, in database: Database
    ) throws -> ShareRequestRecord {
        guard let record = try ShareRequestRecord.open(to: holder, in: database).first(where: { $0.id == id }) else {
            throw VaultFailure(.notFound)
        }
        return record
    }
}
