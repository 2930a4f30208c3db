import GRDB

/// Makes an account with its password and its safe, all in one transaction.
struct AccountCreation {
    let vault: Vault
    let new: NewBeneficiary
    let actor: Actor
    /// What stands in the same transaction besides.
    var also: @Sendable (AccountID, Database) throws -> Void = { _, _ in }

    func run() async throws -> NewAccount {
        let fields = try PersonFields(new, at: vault.clock.now())
        let initial = try FirstPassword(new.password, of: fields, vault.passwordPolicy)
        var hash: PasswordHash?
        if let initial { hash = try await vault.passwords.hash(initial.password) }
        let first = hash
        let account = AccountID()
        let safe = SafeID()
        let key = try SafeKey.fresh(for: safe, keyring: vault.keys.keyring)
        let record = SafeRecord(
            id: safe, holder: account, term: key.term, wrappedKey: key.wrapped,
            quota: vault.settings.documents.safeQuota, used: 0, documents: 0)
        try await vault.change { database in
            let now = vault.clock.now()
            try AccountRecord.insert(account, .beneficiary, fields, keys: vault.keys, at: now, into: database)
            if let first, let initial {
                try PasswordRecord.set(first, of: account, mustChange: initial.mustChange, at: now, in: database)
            } else {
                try AccountState.setInvited(account, in: database)
            }
            try record.insert(at: now, into: database)
            try affiliate(account, at: now, in: database)
            try vault.journal.record(
                AuditEvent(.accountAdded, owner: account, item: account.bytes, structure: new.structure), by: actor,
                in: database)
            try also(account, database)
        }
        return NewAccount(
            id: account, safe: safe, loginName: fields.loginName.text,
            temporaryPassword: initial.flatMap { $0.isGenerated ? $0.password : nil })
    }

    private func affiliate(_ account: AccountID, at moment: Moment, in database: Database) throws {
        guard let structure = new.structure else { return }
        try StructureRecord.requireActive(structure, in: database)
        let state: AffiliationState = if case .later = new.password { .pending } else { .active }
        try AffiliationRecord.setState(state, of: account, with: structure, at: moment, in: database)
    }
}
