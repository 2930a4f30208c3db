import GRDB

/// An invitation that nobody has taken up yet, for those who may send it again.
public struct PendingInvitation: Sendable, Equatable {
    /// Who is invited; names the invitation.
    public let name: PersonName
    /// Who invited; nil where that account is gone.
    public let inviter: PersonName?
    /// When it was sent last.
    public let since: Moment
    public let until: Moment
    /// Whether its link opens nothing any more: too many wrong codes, or too late.
    public let isDead: Bool
    /// The ways by which it can be sent again.
    public let channels: Set<Notice.Channel>
}

extension Vault {
    /// The people who were invited for a structure and have not come in. Who is limited to named people sees those whom
    /// they invited themselves (ROL-08).
    ///
    /// - Throws: `notFound`.
    public func pendingInvitations(
        in structure: StructureID, by person: SignedInPerson
    ) async throws -> [PendingInvitation] {
        try await require(person, .addBeneficiary, in: structure)
        return try await catalog.read { database in
            try InvitationRecord.waiting(in: structure, .beneficiary, database)
                .filter { try mayHandle($0, person, database) }
                .map { try pending($0, database) }
        }
    }

    /// Sends an invitation again, with a new link and a new code: the ones before are dead.
    ///
    /// - Parameter account: who is invited.
    /// - Throws: `notFound` for whoever is not invited, or not by this structure; `channelNotOffered`; `fieldMissing`
    ///   without a number or address; `invitedTooOften`.
    public func renewInvitation(
        of account: AccountID, by channel: Notice.Channel, linkBase: String, actor person: SignedInPerson
    ) async throws -> MadeInvitation {
        let (found, role) = try await invitation(of: account, for: person)
        let order = InvitationOrder(
            structure: found.structure, inviter: person.account, channel: channel, linkBase: linkBase)
        let contacts = try await catalog.read { [keys] in try AccountContacts.find(account, keys: keys, in: $0) }
        guard let contacts, let recipient = contacts.recipient(by: channel) else {
            throw VaultFailure(.fieldMissing, ["field": channel == .sms ? "phone" : "email"])
        }
        let letter = try InvitationLetter(self, order, to: recipient, language: contacts.language, role: role)
        return try await changeInvitation(found, role, by: person) { database in
            let endsAt = try letter.send(for: account, in: database)
            let event = AuditEvent(.invitationRenewed, owner: account, structure: found.structure)
            try journal.record(event, by: .person(person), in: database)
            return MadeInvitation(
                account: account, loginName: try field("login_name", of: account, in: database) ?? "", code: letter.code,
                endsAt: endsAt)
        }
    }

    /// Takes an invitation back: the link is dead, and the empty account is gone.
    ///
    /// - Parameter account: who is invited.
    /// - Throws: `notFound` for whoever is not invited, or not by this structure.
    public func cancelInvitation(of account: AccountID, by person: SignedInPerson) async throws {
        let (found, role) = try await invitation(of: account, for: person)
        try await changeInvitation(found, role, by: person) { database in
            let event = AuditEvent(.invitationCancelled, owner: account, structure: found.structure)
            try journal.record(event, by: .person(person), in: database)
            // Nobody ever came in: there is nothing in it.
            try database.execute(
                sql: "DELETE FROM account WHERE id = ? AND state = 'invited'", arguments: [account.blob])
        }
        nameCache.forget(account)
    }

    /// The invitation of somebody into the structure of `account`, as the manager's and professional's pages show it.
    func pending(_ record: InvitationRecord, _ database: Database) throws -> PendingInvitation {
        let people = try names(of: [record.account, record.professional], in: database)
        let contacts = try AccountContacts.find(record.account, keys: keys, in: database)
        return PendingInvitation(
            name: people[record.account] ?? PersonName(account: record.account, firstName: "", lastName: ""),
            inviter: people[record.professional], since: record.madeAt, until: record.endsAt,
            isDead: record.tries >= InvitationRules.tries || record.endsAt <= clock.now(),
            channels: Set(Notice.Channel.allCases.filter { channels.offers($0) && contacts?.recipient(by: $0) != nil }))
    }

    /// Who may invite into the role of the account may also take back and send again.
    private static func action(_ role: Role) -> Action { role == .beneficiary ? .addBeneficiary : .addProfessional }

    private func invitation(
        of account: AccountID, for person: SignedInPerson
    ) async throws -> (InvitationRecord, Role) {
        let found = try await catalog.read { database in
            try InvitationRecord.find(of: account, database).map { record in
                (record, try AccountRecord.role(of: account, database), try mayHandle(record, person, database))
            }
        }
        guard let (record, role, mayHandle) = found, mayHandle else {
            throw try await refuseUnknown(.person(person), .addBeneficiary, item: account.bytes)
        }
        try await require(person, Self.action(role), in: record.structure)
        return (record, role)
    }

    private func changeInvitation<Value: Sendable>(
        _ record: InvitationRecord, _ role: Role, by person: SignedInPerson,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await change { database in
            try recheck(person, Self.action(role), in: record.structure, database)
            // Somebody may have come in, or sent it again, this very moment.
            guard try InvitationRecord.find(of: record.account, database)?.mark == record.mark else {
                throw VaultFailure(.notFound)
            }
            return try body(database)
        }
    }

    private func mayHandle(
        _ record: InvitationRecord, _ person: SignedInPerson, _ database: Database
    ) throws -> Bool {
        let own = try HabilitationRecord.current(of: person.account, in: record.structure, database)
        return own?.scope == .structure || (own != nil && record.professional == person.account)
    }
}
