import GRDB

/// Makes the account of a professional or a manager with its habilitation, all in one transaction. They have no safe.
struct StaffCreation {
    let vault: Vault
    let new: NewStaff
    let role: Role
    let structure: StructureID
    let actor: Actor
    /// Asked once more inside the transaction, so that a right that was just taken away counts.
    let permission: @Sendable (Database) throws -> Void
    /// What lets the person in who chooses a password later.
    var letter: InvitationLetter?

    /// - Throws: `fieldUnusable` without an active structure; `loginNameTaken`, and what a bad field throws.
    func run() async throws -> NewStaffAccount {
        let fields = try PersonFields(new)
        let end = try vault.endOfHabilitation(new.lastDay)
        let policy = vault.passwordPolicy(for: role)
        let initial = try FirstPassword(new.password, of: fields, policy)
        guard initial != nil || letter != nil else { throw VaultFailure(.fieldMissing, ["field": "password"]) }
        var made: PasswordHash?
        if let initial { made = try await vault.passwords.hash(initial.password) }
        let hash = made
        let account = AccountID()
        let habilitation = HabilitationID()
        try await vault.change { database in
            let now = vault.clock.now()
            try permission(database)
            try StructureRecord.requireActive(structure, in: database)
            try AccountRecord.insert(account, role, fields, keys: vault.keys, at: now, into: database)
            if let hash, let initial {
                try PasswordRecord.set(hash, of: account, mustChange: initial.mustChange, at: now, in: database)
            } else {
                try AccountState.setInvited(account, in: database)
                try letter?.send(for: account, in: database)
            }
            try HabilitationRecord.insert(
                habilitation, of: account, in: structure, role: role, by: actor.journalAccount, at: now,
                until: end, into: database)
            let added = AuditEvent(.accountAdded, owner: account, item: account.bytes, structure: structure)
            try vault.journal.record(added, by: actor, in: database)
            var details: [AuditEvent.Detail: String] = [.mode: Habilitation.Scope.structure.rawValue]
            if let end { details[.until] = String(end.milliseconds) }
            let granted = AuditEvent(
                .habilitationGranted, owner: account, item: habilitation.bytes, structure: structure, details: details)
            try vault.journal.record(granted, by: actor, in: database)
        }
        return NewStaffAccount(
            id: account, habilitation: habilitation, loginName: fields.loginName.text,
            temporaryPassword: initial.flatMap { $0.isGenerated ? $0.password : nil })
    }
}
