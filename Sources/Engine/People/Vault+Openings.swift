import GRDB

extension Vault {
    /// Opens a safe for a person who is present, by a professional of the structure: account, mandate, proof of the
    /// information and affiliation stand in one transaction, so that nobody can act without the mandate (ACC-01). So
    /// does the recovery card, where the person takes one (ACC-06).
    ///
    /// - Throws: `notFound`; `mandateMissing` unless the mandate allows to open an account; `loginNameTaken`,
    ///   `passwordTooWeak`, `pinUnusable`, `fieldMissing`, `fieldUnusable`; `busy`, `readOnlyAfterFault`, `diskFull`.
    public func openSafe(_ opening: SafeOpening, by person: SignedInPerson) async throws -> NewAccount {
        try await require(person, .addBeneficiary, in: opening.structure)
        guard opening.mandate.acts.contains(.openAccount), !opening.information.version.isEmpty else {
            throw VaultFailure(.mandateMissing)
        }
        var new = opening.person
        new.structure = opening.structure
        if new.loginName.isEmpty { new.loginName = try await suggestLoginName(new.firstName, new.lastName) }
        let card = try await draw(opening.recoveryCard, for: new)
        var made = try await AccountCreation(vault: self, new: new, actor: .person(person)) { account, database in
            try recheck(person, .addBeneficiary, in: opening.structure, database)
            try sign(opening, for: account, by: person, in: database)
            try card?.put(for: account, through: opening.structure, by: .person(person), journal, in: database)
        }.run()
        made.recoveryCard = card?.sheet
        return made
    }

    private func draw(_ card: NewRecoveryCard?, for person: NewBeneficiary) async throws -> DrawnRecoveryCard? {
        guard let card else { return nil }
        let birthDate = try PersonFields(person, at: clock.now()).birthDate
        return try await DrawnRecoveryCard(card, birthDate: birthDate, vault: self)
    }

    /// Checks what is known of a person before the password is asked for.
    ///
    /// - Throws: `fieldMissing`, `fieldUnusable`, `loginNameUnusable`.
    public func checkFields(of person: NewBeneficiary) throws {
        var person = person
        if person.loginName.isEmpty { person.loginName = "not-yet" }
        _ = try PersonFields(person, at: clock.now())
    }

    /// Whether the structure follows somebody of the same name and birth date already (ACC-09). Of anybody else
    /// nothing is said: that a person has a safe somewhere is not known to strangers.
    ///
    /// - Throws: `notFound`.
    public func isProbablyKnown(
        _ new: NewBeneficiary, to structure: StructureID, by person: SignedInPerson
    ) async throws -> Bool {
        try await require(person, .addBeneficiary, in: structure)
        var new = new
        if new.loginName.isEmpty { new.loginName = "not-yet" }
        guard let identity = try PersonFields(new, at: clock.now()).identity(keys.index) else { return false }
        return try await catalog.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT 1 FROM account b JOIN affiliation a ON a.account = b.id
                    WHERE b.identity_index = ? AND b.state <> 'deleted' AND a.structure = ?
                    AND a.state IN ('active', 'pending')
                    """,
                arguments: [identity.blob, structure.blob]) != nil
        }
    }

    /// A login name that nobody has, made of the person's names: `nour.haddad47`. The digits are drawn at random, so
    /// that they do not tell whether somebody has the name without them.
    public func suggestLoginName(_ firstName: String, _ lastName: String) async throws -> String {
        let stem = LoginName.stem(firstName, lastName)
        return try await catalog.read { [keys] database in
            for digits in [2, 3, 4, 6, 8] {
                for _ in 0..<20 {
                    let low = Int("1" + String(repeating: "0", count: digits - 1)) ?? 10
                    let name = try LoginName(new: stem + String(Int.random(in: low..<(low * 10))))
                    if try AccountRecord.find(login: name.index(keys.index), in: database) == nil { return name.text }
                }
            }
            throw VaultFailure(.loginNameTaken)
        }
    }

    private func sign(
        _ opening: SafeOpening, for account: AccountID, by person: SignedInPerson, in database: Database
    ) throws {
        let now = clock.now()
        let (structure, mandate) = (opening.structure, opening.mandate)
        try MandateRecord.explained(
            opening.information, to: account, by: person.account, at: now, in: database)
        try MandateRecord.sign(mandate, of: account, to: structure, explainedBy: person.account, at: now, in: database)
        try assignIfLimited(account, to: person.account, in: structure, at: now, database)
        if let safe = try SafeRecord.find(of: account, in: database) {
            try setDefaultVisibility(
                opening.visibility, of: safe, through: structure, by: .person(person), in: database)
        }
        for event in [
            AuditEvent(
                .informationExplained, owner: account, structure: structure,
                details: [.language: opening.information.language]),
            AuditEvent(
                .mandateSigned, owner: account, structure: structure,
                details: [.acts: MandateAct.stored(mandate.acts), .language: mandate.text.language]),
            AuditEvent(.affiliationAccepted, owner: account, structure: structure),
        ] {
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// A professional who is limited to named people also follows those whom they brought themselves.
    func assignIfLimited(
        _ account: AccountID, to professional: AccountID, in structure: StructureID, at moment: Moment,
        _ database: Database
    ) throws {
        guard let habilitation = try HabilitationRecord.current(of: professional, in: structure, database),
            habilitation.scope == .assigned
        else { return }
        try CaseAssignments.add(account, to: habilitation.id, by: professional, at: moment, in: database)
    }
}
