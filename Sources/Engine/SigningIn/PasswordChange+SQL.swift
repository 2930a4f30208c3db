import GRDB

/// A person changes their own password: the old one is checked under limits of its own, and every other session of the
/// account ends.
struct PasswordChange {
    let vault: Vault
    let person: SignedInPerson
    let old: SecretText
    let new: SecretText

    func run() async throws {
        try await vault.require(.person(person), .changeOwnPassword, on: .account(person.account))
        try await vault.requireGood(new, for: person.account)
        let proven = try await PasswordProof(vault: vault, person: person, kind: .passwordChanged).check(old)
        guard new.reveal() != old.reveal() else {
            let minimum = String(vault.passwordPolicy(for: person.role).minimum)
            throw VaultFailure(.passwordTooWeak, ["reason": "it is the one that you had", "minimum": minimum])
        }
        let hash = try await vault.passwords.hash(new)
        try await vault.change { database in
            let now = vault.clock.now()
            try requireUnchanged(proven, in: database)
            try PasswordRecord.set(hash, of: person.account, mustChange: false, at: now, in: database)
            let ended = try vault.endOthers(than: person, in: database)
            let event = AuditEvent(.passwordChanged, owner: person.account, details: [.count: String(ended)])
            try vault.journal.record(event, by: .person(person), in: database)
            try vault.tellOfChange(person.account, in: database)
        }
    }

    /// Two hashes take seconds where many sign in: whoever took the account back meanwhile must not lose it again.
    private func requireUnchanged(_ proven: PasswordHash?, in database: Database) throws {
        guard let session = try SessionRecord.find(person.session, in: database), session.accountState == "active" else {
            throw VaultFailure(.sessionEnded)
        }
        guard try PasswordRecord.find(person.account, in: database) == proven else {
            throw VaultFailure(.changedMeanwhile)
        }
    }
}

/// Somebody who is signed in proves the password once more. Failures count on the account's own sessions: strangers
/// cannot use the limit up.
struct PasswordProof {
    let vault: Vault
    let person: SignedInPerson
    /// The event of a refusal.
    let kind: AuditEvent.Kind

    /// - Returns: the hash that it was proven against.
    /// - Throws: `signInRefused`, `signInDelayed`, `busy`.
    @discardableResult
    func check(_ password: SecretText) async throws -> PasswordHash? {
        let subjects = try Lockout.Subjects(session: person.account, index: vault.keys.index)
        let lockout = Lockout(vault.settings.signingIn)
        let (admission, hash) = try await vault.catalog.write { database in
            let admission = try lockout.begin(subjects, now: vault.clock.now(), in: database)
            if case .paused(_, isNews: true) = admission { try refuse(.signInDelayed, startsPause: false, in: database) }
            return (admission, try PasswordRecord.find(person.account, in: database))
        }
        var startsPause = false
        switch admission {
        case .paused(let left, _): throw VaultFailure.resting(.signInDelayed, for: left)
        case .counted(let starts): startsPause = starts
        }
        do {
            guard try await vault.passwords.verify(password, against: hash) else {
                try await vault.catalog.write { [startsPause] in
                    try refuse(.signInRefused, startsPause: startsPause, in: $0)
                }
                throw VaultFailure(.signInRefused)
            }
        } catch let failure as VaultFailure where failure.code == .busy || failure.code == .stopping {
            try await vault.catalog.write { try lockout.refund(subjects, in: $0) }
            throw failure
        }
        try await vault.catalog.write { try lockout.succeed(subjects, in: $0) }
        return hash
    }

    private func refuse(_ reason: FailureCode, startsPause: Bool, in database: Database) throws {
        let event = AuditEvent(kind, .refused, owner: person.account, details: [.reason: reason.rawValue])
        try vault.journal.record(event, by: .person(person), in: database)
        guard startsPause else { return }
        try vault.journal.record(
            AuditEvent(.signInPaused, .refused, owner: person.account), by: .person(person), in: database)
    }
}

extension Vault {
    /// Ends all that a change of password, second factor or contact ends: every other session, every half session, and
    /// the trust in browsers.
    ///
    /// - Returns: how many sessions ended.
    @discardableResult
    func endOthers(than person: SignedInPerson, in database: Database) throws -> Int {
        try HalfSessionRecord.deleteAll(of: person.account, in: database)
        try DeviceRecord.distrustAll(of: person.account, in: database)
        return try SessionRecord.deleteOthers(of: person.account, but: person.session, in: database)
    }

    /// Refuses a password that is too weak for this person.
    ///
    /// - Throws: `passwordTooWeak`; `notFound` where there is no such account.
    func requireGood(_ password: SecretText, for account: AccountID) async throws {
        let (role, names, birthDate) = try await catalog.read { [directory = keys.directory] database in
            let row = try Row.fetchOne(
                database, sql: "SELECT role, login_name, first_name, last_name, birth_date FROM account WHERE id = ?",
                arguments: [account.blob])
            guard let row else { throw VaultFailure(.notFound) }
            func text(_ column: String) throws -> String? {
                try row.bytes(column).map { try directory.openText($0, at: AccountRecord.address(column, of: account)) }
            }
            let names = try ["login_name", "first_name", "last_name"].compactMap(text)
            return (try Role(stored: row["role"]), names, try text("birth_date"))
        }
        try passwordPolicy(for: role).check(password.reveal(), against: names, birthDate: birthDate)
    }
}
