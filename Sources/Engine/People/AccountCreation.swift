import GRDB

/// Makes an account with its password and its safe, all in one transaction.
struct AccountCreation {
    let vault: Vault
    let new: NewBeneficiary
    let actor: Actor

    func run() async throws -> NewAccount {
        let fields = try PersonFields(new)
        let initial = try initialPassword(for: fields)
        let hash = try await vault.passwords.hash(initial.password)
        let account = AccountID()
        let safe = SafeID()
        let key = try SafeKey.fresh(for: safe, keyring: vault.keys.keyring)
        let record = SafeRecord(
            id: safe, holder: account, term: key.term, wrappedKey: key.wrapped,
            quota: vault.settings.documents.safeQuota, used: 0)
        try await vault.change { database in
            let now = vault.clock.now()
            try AccountRecord.insert(account, fields, keys: vault.keys, at: now, into: database)
            try PasswordRecord.set(hash, of: account, mustChange: initial.mustChange, at: now, in: database)
            try record.insert(at: now, into: database)
            try affiliate(account, at: now, in: database)
            try vault.journal.record(
                AuditEvent(.accountAdded, owner: account, item: account.bytes), by: actor, in: database)
        }
        return NewAccount(
            id: account, safe: safe, loginName: fields.loginName.text,
            temporaryPassword: initial.isGenerated ? initial.password : nil)
    }

    private struct Initial {
        let password: SecretText
        let mustChange: Bool
        let isGenerated: Bool
    }

    private func initialPassword(for fields: PersonFields) throws -> Initial {
        let policy = vault.passwordPolicy
        func checked(_ password: SecretText) throws -> SecretText {
            try policy.check(
                password.reveal(), against: [fields.loginName.text, fields.firstName, fields.lastName], birthDate: fields.birthDate)
            return password
        }
        switch new.password {
        case .generated:
            return Initial(password: policy.temporaryPassword(), mustChange: true, isGenerated: true)
        case .temporary(let password):
            return Initial(password: try checked(password), mustChange: true, isGenerated: false)
        case .chosen(let password):
            return Initial(password: try checked(password), mustChange: false, isGenerated: false)
        }
    }

    private func affiliate(_ account: AccountID, at moment: Moment, in database: Database) throws {
        guard let structure = new.structure else { return }
        guard try StructureRecord.isActive(structure, in: database) else {
            throw VaultFailure(.fieldUnusable, ["field": "structure", "reason": "there is no active structure of this id"])
        }
        try AccountRecord.affiliate(account, with: structure, at: moment, in: database)
    }
}
