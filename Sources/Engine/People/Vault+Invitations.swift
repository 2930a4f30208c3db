import GRDB

/// An invitation that was just made.
public struct MadeInvitation: Sendable {
    public let account: NewAccount
    /// Six digits, to be said aloud: never in a message (ACC-07).
    public let code: SecretText
    public let endsAt: Moment
}

/// What an invited person sees with link and code.
public struct InvitedPerson: Sendable, Equatable {
    public let firstName: String
    public let loginName: String
    public let structureName: String
    /// Code of the language that the person reads.
    public let language: String
}

/// The rules of invitations (ACC-07).
enum InvitationRules {
    static let lifetime = Duration.hours(72)
    static let digits = 6
    static let tries = 5
    /// Random bytes of the link.
    static let tokenSize = 16
}

extension Vault {
    /// Invites a person who is not present: an account that nobody can use yet, a link by SMS that works once within
    /// 72 hours, and a code that is told another way. No password travels.
    ///
    /// - Parameters:
    ///   - new: with a telephone number. Its password is not looked at.
    ///   - linkBase: what stands before the secret of the link.
    /// - Throws: `notFound`; `channelNotOffered` where no SMS can be sent; `fieldMissing` without a number, and what a
    ///   bad field throws.
    public func invite(
        _ new: NewBeneficiary, to structure: StructureID, linkBase: String, by person: SignedInPerson
    ) async throws -> MadeInvitation {
        try await require(person, .addBeneficiary, in: structure)
        var new = new
        new.structure = structure
        new.password = .later
        if new.loginName.isEmpty { new.loginName = try await suggestLoginName(new.firstName, new.lastName) }
        guard let phone = try PersonFields(new).phone else { throw VaultFailure(.fieldMissing, ["field": "phone"]) }
        let token = Hex.encode(try OneTimeSecrets.bytes(InvitationRules.tokenSize))
        let code = OneTimeSecrets.digits(InvitationRules.digits)
        let secrets = try oneTimeSecrets()
        let mark = try secrets.mark(Array(token.utf8), for: .invitationLink)
        let codeMark = try secrets.mark(Array(code.utf8), for: .invitationCode, bond: mark)
        let endsAt = clock.now() + InvitationRules.lifetime
        let language = new.language
        let account = try await AccountCreation(vault: self, new: new, actor: .person(person)) { account, database in
            try recheck(person, .addBeneficiary, in: structure, database)
            try InvitationRecord(
                mark: mark, account: account, structure: structure, professional: person.account, code: codeMark, tries: 0,
                endsAt: endsAt
            ).insert(into: database)
            try outbox.enqueue(
                Notice(
                    .invitation, by: .sms, to: phone, language: language,
                    values: [.link: linkBase + token, .moment: NoticeValue.text(endsAt)], account: account),
                in: database)
            let asked = AuditEvent(.affiliationAsked, owner: account, structure: structure)
            try journal.record(asked, by: .person(person), in: database)
        }.run()
        return MadeInvitation(account: account, code: SecretText(code), endsAt: endsAt)
    }

    /// Who is invited. A wrong code counts, and after five the invitation is dead.
    ///
    /// - Throws: `linkRefused`, the same for a link that never was, is over or used, and for a wrong code.
    public func invited(token: String, code: SecretText) async throws -> InvitedPerson {
        let invitation = try await check(token, code)
        return try await catalog.read { database in
            let language = try String.fetchOne(
                database, sql: "SELECT language FROM account WHERE id = ?", arguments: [invitation.account.blob])
            return InvitedPerson(
                firstName: try field("first_name", of: invitation.account, in: database) ?? "",
                loginName: try field("login_name", of: invitation.account, in: database) ?? "",
                structureName: try StructureRecord.name(of: invitation.structure, keys: keys, database),
                language: language ?? "fr")
        }
    }

    /// The invited person signs the mandate and chooses a password: from now on the account is theirs.
    ///
    /// - Returns: the login name.
    /// - Throws: `linkRefused`; `mandateMissing`; `passwordTooWeak`; `busy`.
    public func acceptInvitation(
        token: String, code: SecretText, password: SecretText, _ accepted: AcceptedInvitation, from source: RequestSource
    ) async throws -> String {
        guard accepted.mandate.acts.contains(.openAccount) else { throw VaultFailure(.mandateMissing) }
        let invitation = try await check(token, code)
        try await requireGood(password, for: invitation.account)
        let hash = try await passwords.hash(password)
        let (account, structure) = (invitation.account, invitation.structure)
        return try await change { database in
            // Used once: of two who come at the same time the second finds nothing.
            guard try InvitationRecord.find(invitation.mark, database) != nil,
                try StructureRecord.isActive(structure, in: database), try AccountState.activateInvited(account, in: database)
            else { throw VaultFailure(.linkRefused) }
            let now = clock.now()
            try invitation.delete(in: database)
            try PasswordRecord.set(hash, of: account, mustChange: false, at: now, in: database)
            try MandateRecord.explained(
                to: account, by: invitation.professional, textVersion: accepted.informationVersion,
                language: accepted.mandate.language, at: now, in: database)
            try MandateRecord.sign(
                accepted.mandate, of: account, to: structure, explainedBy: invitation.professional, at: now, in: database)
            try AffiliationRecord.setState(.active, of: account, with: structure, at: now, in: database)
            try assignIfLimited(account, to: invitation.professional, in: structure, at: now, database)
            let acts: [AuditEvent.Detail: String] = [
                .acts: MandateAct.stored(accepted.mandate.acts), .language: accepted.mandate.language,
            ]
            for event in [
                AuditEvent(.informationExplained, owner: account, structure: structure),
                AuditEvent(.mandateSigned, owner: account, structure: structure, details: acts),
                AuditEvent(.affiliationAccepted, owner: account, structure: structure),
                AuditEvent(.passwordChanged, owner: account),
            ] {
                try journal.record(event, by: .stranger(source), in: database)
            }
            return try field("login_name", of: account, in: database) ?? ""
        }
    }

    /// The invitation of a link, if the code is right.
    private func check(_ token: String, _ code: SecretText) async throws -> InvitationRecord {
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
    /// The version of the information sheet that was shown.
    public let informationVersion: String

    /// An agreement.
    public init(mandate: SignedMandate, informationVersion: String) {
        self.mandate = mandate
        self.informationVersion = informationVersion
    }
}
