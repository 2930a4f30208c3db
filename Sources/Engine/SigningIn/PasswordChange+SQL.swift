import GRDB

/// A person changes their own password: the old one is checked under the same limits as at sign-in, and every other
/// session of the account ends.
struct PasswordChange {
    let vault: Vault
    let person: SignedInPerson
    let old: SecretText
    let new: SecretText

    func run() async throws {
        try await vault.require(.person(person), .changeOwnPassword, on: .account(person.account))
        let identity = try await identity()
        try vault.passwordPolicy.check(new.reveal(), against: identity.names, birthDate: identity.birthDate)
        let subjects = try Lockout.Subjects(name: identity.login, source: person.source, index: vault.keys.index)
        try await verifyOld(subjects)
        guard new.reveal() != old.reveal() else {
            let minimum = String(vault.passwordPolicy.minimum)
            throw VaultFailure(.passwordTooWeak, ["reason": "it is the one that you had", "minimum": minimum])
        }
        let hash = try await vault.passwords.hash(new)
        try await vault.change { database in
            let now = vault.clock.now()
            try PasswordRecord.set(hash, of: person.account, mustChange: false, at: now, in: database)
            let ended = try SessionRecord.deleteOthers(of: person.account, but: person.session, in: database)
            let event = AuditEvent(.passwordChanged, owner: person.account, details: [.count: String(ended)])
            try vault.journal.record(event, by: .person(person), in: database)
        }
    }

    private struct Identity: Sendable {
        let login: LoginName
        let names: [String]
        let birthDate: String?
    }

    private func identity() async throws -> Identity {
        let account = person.account
        return try await vault.catalog.read { [directory = vault.keys.directory] database in
            let row = try Row.fetchOne(
                database, sql: "SELECT login_name, first_name, last_name, birth_date FROM account WHERE id = ?",
                arguments: [account.blob])
            guard let row else { throw VaultFailure(.notFound) }
            func text(_ column: String) throws -> String? {
                try row.bytes(column).map { try directory.openText($0, at: AccountRecord.address(column, of: account)) }
            }
            let names = try ["login_name", "first_name", "last_name"].compactMap(text)
            return Identity(login: LoginName(typed: names.first ?? ""), names: names, birthDate: try text("birth_date"))
        }
    }

    private func verifyOld(_ subjects: Lockout.Subjects) async throws {
        let lockout = Lockout(vault.settings.signingIn)
        let (admission, hash) = try await vault.catalog.write { database in
            (
                try lockout.begin(subjects, now: vault.clock.now(), in: database),
                try PasswordRecord.find(person.account, in: database)
            )
        }
        if case .paused(let left, _) = admission { throw SignIn.delayed(left) }
        do {
            guard try await vault.passwords.verify(old, against: hash) else {
                try await vault.journal.record(
                    AuditEvent(.passwordChanged, .refused, owner: person.account), by: .person(person))
                throw VaultFailure(.signInRefused)
            }
        } catch let failure as VaultFailure where failure.code == .busy || failure.code == .stopping {
            try await vault.catalog.write { try lockout.refund(subjects, in: $0) }
            throw failure
        }
        try await vault.catalog.write { try lockout.succeed(subjects, in: $0) }
    }
}
