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

    /// - Throws: `fieldUnusable` without an active structure; `loginNameTaken`, and what a bad field throws.
    func run() async throws -> NewStaffAccount {
        let fields = try PersonFields(new)
        let policy = vault.passwordPolicy(for: role)
        guard let initial = try FirstPassword(new.password, of: fields, policy) else {
            throw VaultFailure(.fieldMissing, ["field": "password"])
        }
        let hash = try await vault.passwords.hash(initial.password)
        let account = AccountID()
        let habilitation = HabilitationID()
        try await vault.change { database in
            let now = vault.clock.now()
            try permission(database)
            try StructureRecord.requireActive(structure, in: database)
            try AccountRecord.insert(account, role, fields, keys: vault.keys, at: now, into: database)
            try PasswordRecord.set(hash, of: account, mustChange: initial.mustChange, at: now, in: database)
            try HabilitationRecord.insert(
                habilitation, of: account, in: structure, role: role, by: actor.journalAccount, at: now, into: database)
            let added = AuditEvent(.accountAdded, owner: account, item: account.bytes, structure: structure)
            try vault.journal.record(added, by: actor, in: database)
            let granted = AuditEvent(
                .habilitationGranted, owner: account, item: habilitation.bytes, structure: structure,
                details: [.mode: Habilitation.Scope.structure.rawValue])
            try vault.journal.record(granted, by: actor, in: database)
        }
        return NewStaffAccount(
            id: account, habilitation: habilitation, loginName: fields.loginName.text,
            temporaryPassword: initial.isGenerated ? initial.password : nil)
    }
}
