import GRDB

extension Vault {
    /// Keeps what a professional put in: from now on only the holder can delete it (SHR-07).
    ///
    /// - Throws: `notFound`.
    public func keepDocument(_ id: DocumentID, by actor: Actor) async throws {
        try await mark(id, for: .keepDocument, as: .documentKept, by: actor) { try DocumentRecord.keep(id, in: $0) }
    }

    /// Marks a document as sensitive: whoever it is shared with needs the holder's explicit consent from then on, anew.
    /// What was shared by the holder's choice for all deposits is shared no more.
    ///
    /// - Throws: `notFound`.
    public func markDocument(_ id: DocumentID, sensitive: Bool, by actor: Actor) async throws {
        try await mark(id, for: .markDocument, as: .documentMarked, by: actor) { database in
            try DocumentRecord.setSensitive(sensitive, of: id, in: database)
            try ConsentRecords.remove(id, in: database)
            guard sensitive else { return }
            try unshareDefaults(id, by: actor, in: database)
        }
    }

    private func unshareDefaults(_ id: DocumentID, by actor: Actor, in database: Database) throws {
        let holder = actor.journalAccount
        for audience in try ShareGrant.removeDefaults(of: id, in: database) {
            let event = AuditEvent(.documentUnshared, owner: holder, item: id.bytes, structure: audience.structure)
            try journal.record(event, by: actor, in: database)
        }
    }

    private func mark(
        _ id: DocumentID, for action: Action, as kind: AuditEvent.Kind, by actor: Actor,
        _ write: @escaping @Sendable (Database) throws -> Void
    ) async throws {
        _ = try await located(id, for: action, by: actor)
        try await change { database in
            let found = try stillLocated(id, for: action, by: actor, in: database)
            try write(database)
            try journal.record(AuditEvent(kind, owner: found.safe.holder, item: id.bytes), by: actor, in: database)
        }
    }

    /// A professional notes that the holder agreed explicitly to a sensitive document being opened (SHR-08), for as long
    /// as the share runs by which it reaches the professional. The holder reads it in the journal.
    ///
    /// - Throws: `notFound`; `consentMissing` where the professional does not say so.
    public func recordConsent(to id: DocumentID, _ consent: ExplicitConsent, by actor: Actor) async throws {
        _ = try await located(id, for: .recordConsent, by: actor)
        guard case .given = consent else { throw VaultFailure(.consentMissing) }
        try await change { database in
            let found = try stillLocated(id, for: .recordConsent, by: actor, in: database)
            for structure in found.relation.structures(for: .readShared) {
                let last = try ShareGrant.lastEnd(
                    id, structure: structure, professional: actor.journalAccount, now: clock.now(), in: database)
                var until: Moment?
                if case .at(let moment) = last { until = moment }
                try recordConsent(
                    id, holder: found.safe.holder, structure: structure, until: until, by: actor, in: database)
            }
        }
    }
}
