import GRDB

extension Vault {
    /// The professionals of a structure (ROL-03).
    ///
    /// - Throws: `notFound`.
    public func team(of structure: StructureID, by person: SignedInPerson) async throws -> Team {
        try await require(person, .listProfessionals, in: structure)
        return try await catalog.read { database in
            let all = try HabilitationRecord.all(in: structure, role: .professional, database)
            return Team(
                structure: structure, structureName: try StructureRecord.name(of: structure, keys: keys, database),
                members: try all.map { try member($0, in: database) })
        }
    }

    /// A professional of a structure with the history of the habilitation (ROL-09).
    ///
    /// - Throws: `notFound`.
    public func teamMember(_ id: HabilitationID, by person: SignedInPerson) async throws -> TeamMemberFile {
        let habilitation = try await habilitation(id, for: .listProfessionals, by: person)
        return try await catalog.read { database in
            let assigned = try CaseAssignments.people(of: id, database)
            return TeamMemberFile(
                member: try member(habilitation, in: database),
                history: try history(of: habilitation, in: database),
                invitation: try InvitationRecord.find(of: habilitation.account, database).map { try pending($0, database) },
                assigned: try names(of: assigned, in: database).values.sorted {
                    ($0.lastName, $0.firstName) < ($1.lastName, $1.firstName)
                })
        }
    }

    /// Refuses whoever may not add professionals to a structure, before a form for it is shown.
    ///
    /// - Throws: `notFound`.
    public func requireAddProfessional(to structure: StructureID, by person: SignedInPerson) async throws {
        try await require(person, .addProfessional, in: structure)
    }

    /// Adds a professional to a structure (ROL-03).
    ///
    /// - Throws: `notFound`; `loginNameTaken` and what a bad field throws; `busy`, `readOnlyAfterFault`, `diskFull`.
    public func addProfessional(
        _ new: NewStaff, to structure: StructureID, by person: SignedInPerson
    ) async throws -> NewStaffAccount {
        try await require(person, .addProfessional, in: structure)
        return try await StaffCreation(
            vault: self, new: new, role: .professional, structure: structure, actor: .person(person),
            permission: { try recheck(person, .addProfessional, in: structure, $0) }
        ).run()
    }

    /// Invites a professional by e-mail: a link that works once, and a code that the manager says. They choose the
    /// password themselves; until then nobody signs in.
    ///
    /// - Parameters:
    ///   - new: with an address. Its password is not looked at.
    ///   - linkBase: what stands before the secret of the link.
    /// - Throws: as `addProfessional`; `channelNotOffered` where no e-mail can be sent; `fieldMissing` without an address.
    public func inviteProfessional(
        _ new: NewStaff, to structure: StructureID, linkBase: String, by person: SignedInPerson
    ) async throws -> (account: NewStaffAccount, invitation: MadeInvitation) {
        try await require(person, .addProfessional, in: structure)
        var new = new
        new.password = .later
        let order = InvitationOrder(
            structure: structure, inviter: person.account, channel: .email, linkBase: linkBase)
        let letter = try InvitationLetter(
            self, order, to: PersonFields(new).recipient(by: .email), language: new.language, role: .professional)
        let account = try await StaffCreation(
            vault: self, new: new, role: .professional, structure: structure, actor: .person(person),
            permission: { try recheck(person, .addProfessional, in: structure, $0) }, letter: letter
        ).run()
        let invitation = MadeInvitation(
            account: account.id, loginName: account.loginName, code: letter.code, endsAt: clock.now() + letter.lifetime)
        return (account, invitation)
    }

    /// Limits a professional to named people, or lifts the limit (ROL-08). Open sessions of the professional end.
    ///
    /// - Parameters:
    ///   - people: affiliated to the structure; nil for everyone.
    ///   - version: of the habilitation that was looked at.
    /// - Throws: `notFound`, also where one of the people is not affiliated; `changedMeanwhile`, also where the
    ///   habilitation has ended.
    public func limitProfessional(
        _ id: HabilitationID, to people: Set<AccountID>?, version: Int, by person: SignedInPerson
    ) async throws {
        try await changeHabilitation(id, .limitProfessional, by: person) { habilitation, database in
            guard habilitation.state != .ended else { throw VaultFailure(.changedMeanwhile) }
            let now = clock.now()
            let scope = people == nil ? Habilitation.Scope.structure : .assigned
            for one in people ?? [] {
                let state = try AffiliationRecord.state(of: one, with: habilitation.structure, database)
                guard state == .active else { throw VaultFailure(.notFound) }
            }
            try HabilitationRecord.setScope(scope, of: id, version: version, at: now, in: database)
            try CaseAssignments.set(people ?? [], of: id, by: person.account, at: now, in: database)
            return (.habilitationLimited, [.mode: scope.rawValue, .count: String(people?.count ?? 0)])
        }
    }

    /// Suspends a professional: nothing can be seen or done any more, and open sessions end.
    ///
    /// - Throws: `notFound`; `changedMeanwhile`.
    public func suspendProfessional(_ id: HabilitationID, version: Int, by person: SignedInPerson) async throws {
        try await changeHabilitation(id, .suspendProfessional, by: person) { habilitation, database in
            guard habilitation.state == .active else { throw VaultFailure(.changedMeanwhile) }
            try HabilitationRecord.setState(.suspended, of: id, version: version, at: clock.now(), in: database)
            return (.habilitationSuspended, [:])
        }
    }

    /// Ends a suspension.
    ///
    /// - Throws: `notFound`; `changedMeanwhile`.
    public func resumeProfessional(_ id: HabilitationID, version: Int, by person: SignedInPerson) async throws {
        try await changeHabilitation(id, .suspendProfessional, by: person) { habilitation, database in
            guard habilitation.state == .suspended else { throw VaultFailure(.changedMeanwhile) }
            try HabilitationRecord.setState(.active, of: id, version: version, at: clock.now(), in: database)
            return (.habilitationResumed, [:])
        }
    }

    /// Ends a habilitation for good. Without another one the account is disabled (ACC-13).
    ///
    /// - Throws: `notFound`; `changedMeanwhile`.
    public func removeProfessional(_ id: HabilitationID, version: Int, by person: SignedInPerson) async throws {
        _ = try await habilitation(id, for: .removeProfessional, by: person)
        try await change { database in
            let current = try current(id, .removeProfessional, by: person, in: database)
            guard current.state != .ended, current.version == version else { throw VaultFailure(.changedMeanwhile) }
            try end(current, by: .person(person), in: database)
        }
    }

    /// The people who let the structure follow them, by name: what a manager chooses among when limiting somebody.
    /// Nothing of their safes.
    ///
    /// - Throws: `notFound`.
    public func affiliatedPeople(
        of structure: StructureID, _ search: PeopleSearch, by person: SignedInPerson
    ) async throws -> AffiliatedPeople {
        try await require(person, .limitProfessional, in: structure)
        return try await catalog.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT p.id AS id, p.version AS version FROM affiliation a JOIN account p ON p.id = a.account
                    WHERE a.structure = ? AND a.state = 'active' AND p.state <> 'deleted'
                    """,
                arguments: [structure.blob])
            let all = try nameCache.names(
                of: rows.map { (id: try $0.identifier("id"), version: $0["version"]) }, keys: keys, database)
            let named = SortedPeople.matching("", in: all.filter { search.named.contains($0.key) })
            let others = SortedPeople.matching(search.words, in: all.filter { !search.named.contains($0.key) })
            return AffiliatedPeople(named: named.map(\.name), found: others.prefix(search.limit).map(\.name))
        }
    }
}

extension Vault {
    /// A professional's habilitation, for a manager of its structure.
    ///
    /// - Throws: `notFound`, the same for one that does not exist and one of another structure.
    func habilitation(
        _ id: HabilitationID, for action: Action, by person: SignedInPerson
    ) async throws -> Habilitation {
        let found = try await catalog.read { try HabilitationRecord.find(id, in: $0) }
        guard let found, found.role == .professional else {
            throw try await refuseUnknown(.person(person), action, item: id.bytes)
        }
        try await require(person, action, in: found.structure)
        return found
    }

    /// Changes a habilitation in one transaction, with its event and the end of the professional's sessions.
    func changeHabilitation(
        _ id: HabilitationID, _ action: Action, by person: SignedInPerson,
        _ body: @escaping @Sendable (Habilitation, Database) throws -> (AuditEvent.Kind, [AuditEvent.Detail: String])
    ) async throws {
        _ = try await habilitation(id, for: action, by: person)
        try await change { database in
            let current = try current(id, action, by: person, in: database)
            let (kind, details) = try body(current, database)
            try AccountState.endSessions(of: current.account, in: database)
            let event = AuditEvent(
                kind, owner: current.account, item: id.bytes, structure: current.structure, details: details)
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// The habilitation as it is within the transaction of an act on it, which must still be allowed.
    private func current(
        _ id: HabilitationID, _ action: Action, by person: SignedInPerson, in database: Database
    ) throws -> Habilitation {
        guard let current = try HabilitationRecord.find(id, in: database) else { throw VaultFailure(.notFound) }
        try recheck(person, action, in: current.structure, database)
        return current
    }

    private func member(_ habilitation: Habilitation, in database: Database) throws -> TeamMember {
        let account = habilitation.account
        let state = try String.fetchOne(database, sql: "SELECT state FROM account WHERE id = ?", arguments: [account.blob])
        return TeamMember(
            habilitation: habilitation,
            name: try names(of: [account], in: database)[account]
                ?? PersonName(account: account, firstName: "", lastName: ""),
            jobTitle: try field("job_title", of: account, in: database),
            email: try field("email", of: account, in: database), accountState: state ?? "deleted",
            hasSecondFactor: try FoundAccount.find(account, in: database)?.hasSecondFactor ?? false,
            actsElsewhereToo: try HabilitationRecord.hasOther(than: habilitation, database),
            assigned: try CaseAssignments.people(of: habilitation.id, database).count)
    }

    private func history(of habilitation: Habilitation, in database: Database) throws -> [HabilitationEvent] {
        try HabilitationHistory(habilitation).rows(database).compactMap { row in
            guard let kind = AuditEvent.Kind(rawValue: row.kind), row.result == AuditEvent.Result.ok.rawValue else {
                return nil
            }
            let details = try journal.details(of: row)
            let doer = try doer(of: row, in: database)
            return HabilitationEvent(
                moment: Moment(milliseconds: row.at), kind: kind, doer: doer,
                reason: doer == .operator && kind != .accountSuspended ? details[.purpose] : nil,
                scope: details[.mode].flatMap(Habilitation.Scope.init(rawValue:)),
                people: details[.count].flatMap { Int($0) },
                until: details[.until].flatMap { Int64($0) }.map { Moment(milliseconds: $0) })
        }
    }

    private func doer(of row: AuditRow, in database: Database) throws -> HabilitationEvent.Doer {
        switch row.actorKind {
        case "operator": return .operator
        case "schedule": return .service
        default:
            guard let account = row.actor.flatMap({ AccountID(bytes: $0) }) else { return .person(nil) }
            return .person(try names(of: [account], in: database)[account])
        }
    }
}
