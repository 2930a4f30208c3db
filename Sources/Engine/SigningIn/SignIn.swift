import GRDB

/// One attempt to sign in, from top to bottom. Each step is the same whether or not there is such an account.
struct SignIn {
    let vault: Vault
    let name: LoginName
    let password: SecretText
    let mode: SessionMode
    let source: RequestSource

    func run() async throws -> OpenedSession {
        let subjects = try Lockout.Subjects(name: name, source: source, index: vault.keys.index)
        let attempt = try await begin(subjects)
        guard try await isRight(attempt, subjects), let account = attempt.account, account.isActive, let hash = attempt.hash
        else {
            try await fail(attempt)
            throw VaultFailure(.signInRefused)
        }
        let renewed = vault.passwords.isOutdated(hash) ? try await vault.passwords.hash(password) : nil
        return try await open(account, subjects, renewing: renewed.map { (hash, $0) })
    }

    private struct Attempt: Sendable {
        let account: FoundAccount?
        let hash: PasswordHash?
        let startsPause: Bool
    }

    private func begin(_ subjects: Lockout.Subjects) async throws -> Attempt {
        let lockout = Lockout(vault.settings.signingIn)
        let index = try name.index(vault.keys.index)
        let (admission, account, hash) = try await vault.catalog.write { database in
            let account = try FoundAccount.find(login: index, in: database)
            let admission = try lockout.begin(subjects, now: vault.clock.now(), in: database)
            if case .paused(_, isNews: true) = admission {
                try record(.signInFailed, account?.id, details: [.reason: FailureCode.signInDelayed.rawValue], in: database)
            }
            let hash = try account.flatMap { try PasswordRecord.find($0.id, in: database) }
            return (admission, account, hash)
        }
        switch admission {
        case .counted(let startsPause): return Attempt(account: account, hash: hash, startsPause: startsPause)
        case .paused(let left, _): throw Self.delayed(left)
        }
    }

    private func isRight(_ attempt: Attempt, _ subjects: Lockout.Subjects) async throws -> Bool {
        do {
            return try await vault.passwords.verify(password, against: attempt.hash)
        } catch {
            try await vault.catalog.write { try Lockout(vault.settings.signingIn).refund(subjects, in: $0) }
            throw error
        }
    }

    private func fail(_ attempt: Attempt) async throws {
        try await vault.catalog.write { database in
            let code = FailureCode.signInRefused.rawValue
            try record(.signInFailed, attempt.account?.id, details: [.reason: code], in: database)
            if attempt.startsPause { try record(.signInPaused, attempt.account?.id, details: [:], in: database) }
        }
    }

    private func record(
        _ kind: AuditEvent.Kind, _ owner: AccountID?, details: [AuditEvent.Detail: String], in database: Database
    ) throws {
        let event = AuditEvent(kind, .refused, owner: owner, details: details)
        try vault.journal.record(event, by: .stranger(source), in: database)
    }

    private func open(
        _ account: FoundAccount, _ subjects: Lockout.Subjects, renewing: (old: PasswordHash, new: PasswordHash)?
    ) async throws -> OpenedSession {
        let token = try SessionToken()
        let reference = try token.reference()
        let sealedSource = try vault.keys.directory.seal(text: source.address, at: SessionRecord.sourceAddress(reference))
        let rules = SessionRules(vault.settings.signingIn)
        let person = SignedInPerson(
            account: account.id, role: account.role, language: account.language, safe: account.safe, session: reference,
            source: source)
        let session = try await vault.catalog.write { database in
            let now = vault.clock.now()
            try Lockout(vault.settings.signingIn).succeed(subjects, in: database)
            if let renewing { try PasswordRecord.renew(renewing.old, to: renewing.new, of: account.id, in: database) }
            try SessionRecord.insert(
                reference, account: account.id, mode: mode, source: sealedSource, from: now, to: rules.end(from: now),
                in: database)
            let event = AuditEvent(.signedIn, owner: account.id, details: [.mode: mode.rawValue])
            try vault.journal.record(event, by: .person(person), in: database)
            return try SessionRecord.find(reference, in: database)
        }
        guard let session else { throw VaultFailure(.fault) }
        return OpenedSession(token: SecretText(token.text), session: try vault.active(session, person, token))
    }

    static func delayed(_ left: Duration) -> VaultFailure {
        let seconds = Int(left.inMilliseconds + 999) / 1000
        return VaultFailure(.signInDelayed, ["minutes": String((seconds + 59) / 60)], retryAfter: seconds)
    }
}

/// An account that a login name belongs to.
struct FoundAccount: Sendable {
    let id: AccountID
    let role: Role
    let state: String
    let language: String
    let safe: SafeID?

    var isActive: Bool { state == "active" }
}
