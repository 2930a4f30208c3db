import GRDB

extension Vault {
    /// Asks the person with this login name to let a structure follow them. The caller learns nothing: there is the
    /// same answer, after the same work, whether or not there is such a person, and whatever they answered before
    /// (ACC-10).
    ///
    /// - Throws: `notFound` where the professional does not act for the structure.
    public func askAffiliation(loginName: String, structure: StructureID, by person: SignedInPerson) async throws {
        try await require(person, .affiliate, in: structure)
        let index = try LoginName(typed: loginName).index(keys.index)
        try await change { database in
            try recheck(person, .affiliate, in: structure, database)
            let asked = try AccountRecord.find(login: index, in: database)
            let isNew = try asked.map { try canBeAsked($0, for: structure, database) } ?? false
            let known = isNew ? asked : nil
            try database.inSavepoint {
                // For nobody the same is written to the asker, and taken back; and whoever is told, it is one message by
                // each channel: the time tells no more than the answer.
                let whom = known ?? person.account
                try AffiliationRecord.ask(whom, for: structure, by: person.account, at: clock.now(), in: database)
                try outbox.notify(whom, .affiliationAsked, isPadded: true, in: database)
                return known == nil ? .rollback : .commit
            }
            let event = AuditEvent(.affiliationAsked, owner: known, structure: structure)
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// The structures that follow the holder, ask to, or did.
    ///
    /// - Throws: `notFound` for whoever holds no safe.
    public func affiliations(of person: SignedInPerson) async throws -> [HolderAffiliation] {
        try await require(.person(person), .answerAffiliation, on: .safe(SafeFacts(holder: person.account)))
        return try await catalog.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT structure, state, asked_by FROM affiliation WHERE account = ? ORDER BY changed_at DESC",
                arguments: [person.account.blob]
            ).map { try affiliation($0, of: person.account, in: database) }
        }
    }

    /// The holder lets a structure follow them, by a mandate with precise acts.
    ///
    /// - Throws: `notFound` where nothing was asked; `mandateMissing` without a single act.
    public func acceptAffiliation(
        _ structure: StructureID, mandate: SignedMandate, by person: SignedInPerson
    ) async throws {
        guard !mandate.acts.isEmpty else { throw VaultFailure(.mandateMissing) }
        try await answer(structure, from: [.pending], by: person) { database in
            let now = clock.now()
            let asker = try askedBy(person.account, structure, database)
            try CaseAssignments.forget(person.account, in: structure, database)
            try AffiliationRecord.setState(.active, of: person.account, with: structure, at: now, in: database)
            try MandateRecord.sign(
                mandate, of: person.account, to: structure, explainedBy: asker ?? person.account, at: now, in: database)
            if let asker { try assignIfLimited(person.account, to: asker, in: structure, at: now, database) }
            return [
                AuditEvent(.affiliationAccepted, owner: person.account, structure: structure),
                signed(mandate, of: person.account, structure),
            ]
        }
    }

    /// The holder does not let a structure follow them.
    ///
    /// - Throws: `notFound` where nothing was asked.
    public func refuseAffiliation(_ structure: StructureID, by person: SignedInPerson) async throws {
        try await answer(structure, from: [.pending], by: person) { database in
            try AffiliationRecord.setState(.refused, of: person.account, with: structure, at: clock.now(), in: database)
            return [AuditEvent(.affiliationRefused, owner: person.account, structure: structure)]
        }
    }

    /// The holder leaves a structure: nobody of it sees anything from now on (ACC-11).
    ///
    /// - Throws: `notFound` where the structure does not follow the holder.
    public func leaveStructure(_ structure: StructureID, by person: SignedInPerson) async throws {
        try await answer(structure, from: [.active], by: person) { database in
            try AffiliationRecord.end(person.account, with: structure, at: clock.now(), in: database)
            return [AuditEvent(.affiliationEnded, owner: person.account, structure: structure)]
        }
    }

    /// Puts another mandate in the place of the present one, or none: then the structure may do nothing any more,
    /// although it still follows (ACC-02).
    ///
    /// - Throws: `notFound` where the structure does not follow the holder; `mandateMissing` for one without an act.
    public func changeMandate(
        _ structure: StructureID, to mandate: SignedMandate?, by person: SignedInPerson
    ) async throws {
        if let mandate, mandate.acts.isEmpty { throw VaultFailure(.mandateMissing) }
        try await answer(structure, from: [.active], by: person) { database in
            let now = clock.now()
            if let mandate {
                try MandateRecord.sign(
                    mandate, of: person.account, to: structure, explainedBy: person.account, at: now, in: database)
                return [signed(mandate, of: person.account, structure)]
            }
            try MandateRecord.revoke(of: person.account, to: structure, at: now, in: database)
            return [AuditEvent(.mandateRevoked, owner: person.account, structure: structure)]
        }
    }

    /// A professional stops following a person, through every structure.
    ///
    /// - Throws: `notFound` for whoever is not followed.
    public func endFollowUp(of account: AccountID, by person: SignedInPerson) async throws {
        _ = try await personFile(account, for: .endFollowUp, by: person)
        try await change { database in
            let relation = try SafeRelation.find(of: person.account, to: account, now: clock.now(), in: database)
            for structure in relation.structures {
                guard let own = try HabilitationRecord.current(of: person.account, in: structure, database) else { continue }
                try database.execute(
                    sql:
                        "INSERT INTO ended_follow_up (habilitation, beneficiary, ended_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    arguments: [own.id.blob, account.blob, clock.now().milliseconds])
                let event = AuditEvent(.followUpEnded, owner: account, item: own.id.bytes, structure: structure)
                try journal.record(event, by: .person(person), in: database)
            }
        }
    }
}

extension Vault {
    /// A change to an affiliation of the holder's own, in one transaction with its events.
    private func answer(
        _ structure: StructureID, from states: Set<AffiliationState>, by person: SignedInPerson,
        _ body: @escaping @Sendable (Database) throws -> [AuditEvent]
    ) async throws {
        try await require(
            .person(person), .answerAffiliation, on: .safe(SafeFacts(holder: person.account)), item: structure.bytes)
        let present = try await catalog.read { try AffiliationRecord.state(of: person.account, with: structure, $0) }
        guard let present, states.contains(present) else {
            throw try await refuseUnknown(.person(person), .answerAffiliation, item: structure.bytes)
        }
        try await change { database in
            let state = try AffiliationRecord.state(of: person.account, with: structure, database)
            guard let state, states.contains(state), try StructureRecord.isActive(structure, in: database) else {
                throw VaultFailure(.notFound)
            }
            for event in try body(database) { try journal.record(event, by: .person(person), in: database) }
        }
    }

    /// Who has a safe that is in use, is not followed by the structure, and did not refuse within the last day: a "no"
    /// is not to be worn down.
    private func canBeAsked(_ account: AccountID, for structure: StructureID, _ database: Database) throws -> Bool {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT b.role AS role, b.state AS account_state, a.state AS state, a.changed_at AS changed_at
                FROM account b LEFT JOIN affiliation a ON a.account = b.id AND a.structure = ? WHERE b.id = ?
                """,
            arguments: [structure.blob, account.blob])
        guard let row, row["role"] == Role.beneficiary.rawValue, row["account_state"] == "active" else { return false }
        switch (row["state"] as String?).flatMap(AffiliationState.init(rawValue:)) {
        case .active, .pending: return false
        case .refused: return Moment(milliseconds: row["changed_at"]) + .days(1) <= clock.now()
        case .ended, nil: return true
        }
    }

    private func signed(_ mandate: SignedMandate, of account: AccountID, _ structure: StructureID) -> AuditEvent {
        AuditEvent(
            .mandateSigned, owner: account, structure: structure,
            details: [.acts: MandateAct.stored(mandate.acts), .language: mandate.text.language])
    }

    private func askedBy(_ account: AccountID, _ structure: StructureID, _ database: Database) throws -> AccountID? {
        try Row.fetchOne(
            database, sql: "SELECT asked_by FROM affiliation WHERE account = ? AND structure = ?",
            arguments: [account.blob, structure.blob]
        )?.bytes("asked_by").flatMap { AccountID(bytes: $0) }
    }

    private func affiliation(_ row: Row, of holder: AccountID, in database: Database) throws -> HolderAffiliation {
        let structure: StructureID = try row.identifier("structure")
        let contacts = try StructureRecord.contacts(of: structure, keys: keys, database)
        let asker = row.bytes("asked_by").flatMap { AccountID(bytes: $0) }
        let mandate = try MandateRecord.current(of: holder, to: structure, now: clock.now(), database)
        let followers = try Followers.through(structure, of: holder, now: clock.now(), database)
        let people = try names(of: followers + (asker.map { [$0] } ?? []), in: database)
        return HolderAffiliation(
            structure: structure, structureName: try StructureRecord.name(of: structure, keys: keys, database),
            contact: contacts.contact, privacyContact: contacts.privacy,
            state: AffiliationState(rawValue: row["state"]) ?? .ended,
            askedBy: asker.flatMap { people[$0] }, acts: mandate?.acts ?? [], followers: followers.compactMap { people[$0] })
    }
}
