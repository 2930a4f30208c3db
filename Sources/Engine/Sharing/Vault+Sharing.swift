import GRDB

extension Vault {
    /// A document with everything about who may see it, for its holder.
    ///
    /// - Throws: `notFound`, `documentDamaged`.
    public func sharing(of id: DocumentID, by actor: Actor) async throws -> DocumentSharing {
        let found = try await holderLocated(id, by: actor)
        let key = try key(of: found.safe)
        let summary: DocumentSummary
        do {
            summary = try DocumentSummary(found.record, key: key, reader: actor)
        } catch {
            throw await damage(error, of: found, by: actor)
        }
        return try await catalog.read { database in
            let (now, holder) = (clock.now(), found.safe.holder)
            let links = try ExternalLinkRecord.all(of: id, in: database).map { try $0.link(key, now: now) }
            let grants = try shareGrants(of: [id], holder: holder, key: key, in: database)[id] ?? []
            return DocumentSharing(
                document: summary,
                standing: try standing(of: found.record, grants: grants, links: links, in: database),
                grants: grants,
                possible: try possibleAudiences(for: holder, in: database),
                links: links,
                isResting: try AccountRecord.isFrozen(holder, now: now, in: database))
        }
    }

    /// Who can see each of some documents of a safe, for its holder. Documents of other safes are left out.
    ///
    /// - Throws: `notFound`.
    public func standing(
        of ids: [DocumentID], in id: SafeID, by actor: Actor
    ) async throws -> [DocumentID: DocumentStanding] {
        let safe = try await safe(id, for: .listSafe, by: actor)
        let key = try key(of: safe)
        return try await catalog.read { database in
            let now = clock.now()
            let records = try ids.compactMap { try DocumentRecord.find($0, in: database) }.filter { $0.safe == id }
            let grants = try shareGrants(of: records.map(\.id), holder: safe.holder, key: key, in: database)
            return Dictionary(
                uniqueKeysWithValues: try records.map { record in
                    let links = try ExternalLinkRecord.all(of: record.id, in: database).map { try $0.link(key, now: now) }
                    return (record.id, try standing(of: record, grants: grants[record.id] ?? [], links: links, in: database))
                })
        }
    }

    /// Lets others see a document. What the same people saw before is replaced.
    ///
    /// - Throws: `notFound`, also for somebody who does not follow the holder; `nothingChosen`; `fieldUnusable`.
    public func share(_ id: DocumentID, _ order: ShareOrder, by actor: Actor) async throws {
        let found = try await located(id, for: .shareDocument, by: actor)
        guard !order.audience.isEmpty else { throw VaultFailure(.nothingChosen) }
        let now = clock.now()
        if let until = order.until, until <= now {
            throw VaultFailure(.fieldUnusable, ["field": "until", "reason": "it is over already"])
        }
        let terms = ShareGrant.Terms(
            key: try key(of: found.safe), purpose: try Words.given(order.purpose, field: "purpose"), until: order.until)
        try await change { database in
            let found = try stillLocated(id, for: .shareDocument, by: actor, in: database)
            try put(order, on: found, terms: terms, by: actor, in: database)
        }
    }

    /// The part of sharing that stands in a transaction.
    func put(
        _ order: ShareOrder, on found: LocatedDocument, terms: ShareGrant.Terms, by actor: Actor, in database: Database
    ) throws {
        let (id, holder) = (found.record.id, found.safe.holder)
        let possible = try possibleAudiences(for: holder, in: database)
        for audience in order.audience {
            guard PossibleAudience.contains(audience, in: possible) else { throw VaultFailure(.notFound) }
            try put(audience, on: found, terms: terms, by: actor, in: database)
            if case .given = order.consent, found.record.isSensitive {
                try recordConsent(
                    id, holder: holder, structure: audience.structure, until: terms.until, by: actor, in: database)
            }
        }
    }

    /// One grant with its event. Whether the audience may be given anything has been asked.
    func put(
        _ audience: Audience, on found: LocatedDocument, terms: ShareGrant.Terms, by actor: Actor, in database: Database
    ) throws {
        let id = found.record.id
        try ShareGrant.put(audience, on: id, terms: terms, at: clock.now(), in: database)
        try journal.record(
            AuditEvent(
                .documentShared, owner: found.safe.holder, item: id.bytes, structure: audience.structure,
                details: audience.journalDetails.merging(terms.purpose.map { [.purpose: $0] } ?? [:]) { $1 }),
            by: actor, in: database)
    }

    /// Stops one sharing, at once: whoever reads at this moment is cut off.
    ///
    /// - Throws: `notFound`.
    public func unshare(_ grant: ShareGrantID, of id: DocumentID, by actor: Actor) async throws {
        let found = try await holderLocated(id, by: actor)
        try await change { database in
            guard let audience = try ShareGrant.remove(grant, of: id, in: database) else { throw VaultFailure(.notFound) }
            try ConsentRecords.remove(id, structure: audience.structure, in: database)
            let event = AuditEvent(
                .documentUnshared, owner: found.safe.holder, item: id.bytes, structure: audience.structure,
                details: audience.journalDetails)
            try journal.record(event, by: actor, in: database)
        }
    }

    /// How many shares and open links a safe has.
    ///
    /// - Throws: `notFound`.
    public func shareCount(in id: SafeID, by actor: Actor) async throws -> Int {
        _ = try await safe(id, for: .manageSharing, by: actor)
        let now = clock.now()
        return try await catalog.read { database in
            let grants = try ShareGrant.count(in: id, now: now, database)
            return try grants + ExternalLinkRecord.openCount(in: id, now: now, database)
        }
    }

    /// Stops every sharing and every link of a safe, at once, and what the holder puts in from now on is private again
    /// (SHR-04). Explicit consent goes with them: what is shared again waits for it anew.
    ///
    /// - Returns: how many there were.
    /// - Throws: `notFound`.
    @discardableResult
    public func cutAllSharing(in id: SafeID, by actor: Actor) async throws -> Int {
        let safe = try await safe(id, for: .manageSharing, by: actor)
        return try await change { database in
            let grants = try ShareGrant.removeAll(in: id, database)
            try ConsentRecords.removeAll(in: id, database)
            let links = try ExternalLinkRecord.revokeAll(in: id, at: clock.now(), database)
            let event = AuditEvent(.sharingCut, owner: safe.holder, details: [.count: "\(grants + links)"])
            try journal.record(event, by: actor, in: database)
            try setDefaultVisibility(.alone, of: safe, by: actor, in: database)
            return grants + links
        }
    }

    /// A document of the holder's own, for looking after who sees it. That never rests.
    func holderLocated(_ id: DocumentID, by actor: Actor) async throws -> LocatedDocument {
        try await located(id, for: .keepDocument, by: actor)
    }

    /// Notes explicit consent, which ends with the share for which it is given.
    func recordConsent(
        _ id: DocumentID, holder: AccountID, structure: StructureID, until: Moment?, by actor: Actor,
        in database: Database
    ) throws {
        guard let account = actor.journalAccount else { throw VaultFailure(.notFound) }
        try ConsentRecords.put(id, structure: structure, by: account, until: until, at: clock.now(), in: database)
        let event = AuditEvent(.consentGiven, owner: holder, item: id.bytes, structure: structure)
        try journal.record(event, by: actor, in: database)
    }
}

extension Audience {
    /// Who is named, for the journal.
    var journalDetails: [AuditEvent.Detail: String] { professional.map { [.audience: $0.text] } ?? [:] }
}

extension Vault {
    private func standing(
        of record: DocumentRecord, grants: [ShareGrant], links: [ExternalLink], in database: Database
    ) throws -> DocumentStanding {
        // What is sensitive is seen by nobody whom the holder has not agreed to, shared or not.
        let seeing = grants.filter { $0.isInForce && (!record.isSensitive || $0.consent?.isInForce == true) }
        let people = seeing.map { grant -> DocumentStanding.Viewer in
            guard grant.audience.professional != nil else { return .structure(grant.structureName) }
            return .professional(grant.professionalName ?? "", structure: grant.structureName)
        }
        let isForeign = record.depositorRole != Role.beneficiary.rawValue
        return DocumentStanding(
            viewers: people + links.filter { $0.state == .open }.map { .link($0.thirdParty) },
            depositorName: isForeign ? try name(of: record.depositor, in: database) : nil,
            isKept: record.isKept,
            isSensitive: record.isSensitive)
    }
}
