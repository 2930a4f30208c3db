import GRDB

/// What an invited person sees with link and code.
public struct InvitedPerson: Sendable, Equatable {
    public let firstName: String
    public let loginName: String
    public let structureName: String
    /// Code of the language that the person reads.
    public let language: String
    /// What the account is for. Who works for the structure signs no mandate.
    public let role: Role
}

extension Vault {
    /// Invites a person who is not present: an account that nobody can use yet, a link by SMS or e-mail that works once
    /// within 72 hours, and a code that is told another way. No password travels (ACC-07).
    ///
    /// - Parameters:
    ///   - new: with a telephone number or an address, as `channel` needs it. Its password is not looked at.
    ///   - linkBase: what stands before the secret of the link.
    /// - Throws: `notFound`; `channelNotOffered` where nothing can be sent that way; `fieldMissing` without a number or
    ///   address; `invitedTooOften`; and what a bad field throws.
    public func invite(
        _ new: NewBeneficiary, to structure: StructureID, by channel: Notice.Channel = .sms, linkBase: String,
        actor person: SignedInPerson
    ) async throws -> MadeInvitation {
        try await require(person, .addBeneficiary, in: structure)
        var new = new
        new.structure = structure
        new.password = .later
        if new.loginName.isEmpty { new.loginName = try await suggestLoginName(new.firstName, new.lastName) }
        let order = InvitationOrder(
            structure: structure, inviter: person.account, channel: channel, linkBase: linkBase)
        let letter = try InvitationLetter(
            self, order, to: PersonFields(new, at: clock.now()).recipient(by: channel), language: new.language,
            role: .beneficiary)
        let account = try await AccountCreation(vault: self, new: new, actor: .person(person)) { account, database in
            try recheck(person, .addBeneficiary, in: structure, database)
            try letter.send(for: account, in: database)
            let asked = AuditEvent(.affiliationAsked, owner: account, structure: structure)
            try journal.record(asked, by: .person(person), in: database)
        }.run()
        return MadeInvitation(
            account: account.id, loginName: account.loginName, code: letter.code, endsAt: clock.now() + letter.lifetime)
    }

    /// Who is invited. A wrong code counts, and after five the invitation is dead.
    ///
    /// - Throws: `linkRefused`, the same for a link that never was, is over or used, and for a wrong code.
    public func invited(token: String, code: SecretText, from source: RequestSource) async throws -> InvitedPerson {
        let invitation = try await check(token, code, from: source)
        return try await catalog.read { database in
            let language = try String.fetchOne(
                database, sql: "SELECT language FROM account WHERE id = ?", arguments: [invitation.account.blob])
            let role = try AccountRecord.role(of: invitation.account, database)
            return InvitedPerson(
                firstName: try field("first_name", of: invitation.account, in: database) ?? "",
                loginName: try field("login_name", of: invitation.account, in: database) ?? "",
                structureName: try StructureRecord.name(of: invitation.structure, keys: keys, database),
                language: language ?? "fr", role: role)
        }
    }

    /// The invited person signs the mandate and chooses a password: from now on the account is theirs.
    ///
    /// - Parameter accepted: nil for a professional, who signs none.
    /// - Returns: the login name.
    /// - Throws: `linkRefused`; `mandateMissing`; `passwordTooWeak`; `busy`.
    public func acceptInvitation(
        token: String, code: SecretText, password: SecretText, _ accepted: AcceptedInvitation?, from source: RequestSource
    ) async throws -> String {
        let invitation = try await check(token, code, from: source)
        let account = invitation.account
        let role = try await catalog.read { try AccountRecord.role(of: account, $0) }
        let mayOpen = accepted?.mandate.acts.contains(.openAccount) ?? false
        guard mayOpen || role != .beneficiary else { throw VaultFailure(.mandateMissing) }
        try await requireGood(password, for: account)
        let hash = try await passwords.hash(password)
        return try await change { database in
            // Used once: of two who come at the same time the second finds nothing.
            guard try InvitationRecord.find(invitation.mark, database) != nil,
                try StructureRecord.isActive(invitation.structure, in: database),
                try AccountState.activateInvited(account, in: database)
            else { throw VaultFailure(.linkRefused) }
            let now = clock.now()
            try invitation.delete(in: database)
            try PasswordRecord.set(hash, of: account, mustChange: false, at: now, in: database)
            if role == .beneficiary, let accepted {
                try sign(accepted, invitation, at: now, from: source, in: database)
            }
            try journal.record(AuditEvent(.passwordChanged, owner: account), by: .stranger(source), in: database)
            return try field("login_name", of: account, in: database) ?? ""
        }
    }

    private func sign(
        _ accepted: AcceptedInvitation, _ invitation: InvitationRecord, at now: Moment, from source: RequestSource,
        in database: Database
    ) throws {
        let (account, structure, inviter) = (invitation.account, invitation.structure, invitation.professional)
        try MandateRecord.explained(accepted.information, to: account, by: inviter, at: now, in: database)
        try MandateRecord.sign(accepted.mandate, of: account, to: structure, explainedBy: inviter, at: now, in: database)
        try AffiliationRecord.setState(.active, of: account, with: structure, at: now, in: database)
        try assignIfLimited(account, to: inviter, in: structure, at: now, database)
        let acts: [AuditEvent.Detail: String] = [
            .acts: MandateAct.stored(accepted.mandate.acts), .language: accepted.mandate.text.language,
        ]
        for event in [
            AuditEvent(
                .informationExplained, owner: account, structure: structure,
                details: [.language: accepted.information.language]),
            AuditEvent(.mandateSigned, owner: account, structure: structure, details: acts),
            AuditEvent(.affiliationAccepted, owner: account, structure: structure),
        ] {
            try journal.record(event, by: .stranger(source), in: database)
        }
    }

    /// The invitation of a link, if the code is right.
    private func check(
        _ token: String, _ code: SecretText, from source: RequestSource
    ) async throws -> InvitationRecord {
        let secrets = try oneTimeSecrets()
        let mark = try secrets.mark(Array(token.utf8), for: .invitationLink)
        let typed = OneTimeSecrets.typedDigits(code.reveal())
        let typedMark = try secrets.mark(Array(typed.utf8), for: .invitationCode, bond: mark)
        let found = try await change { database -> InvitationRecord? in
            guard let invitation = try InvitationRecord.find(mark, database), invitation.endsAt > clock.now(),
                invitation.tries < InvitationRules.tries
            else { return nil }
            guard Digest.constantTimeEqual(invitation.code, typedMark) else {
                try invitation.countTry(in: database)
                let event = AuditEvent(.linkRefused, .refused, owner: invitation.account, structure: invitation.structure)
                try journal.record(event, by: .stranger(source), in: database)
                return nil
            }
            return invitation
        }
        guard let found else { throw VaultFailure(.linkRefused) }
        return found
    }
}

/// What an invited person agreed to.
public struct AcceptedInvitation: Sendable {
    public let mandate: SignedMandate
    /// The information sheet that was shown.
    public let information: ShownText

    /// An agreement.
    public init(mandate: SignedMandate, information: ShownText) {
        self.mandate = mandate
        self.information = information
    }
}
