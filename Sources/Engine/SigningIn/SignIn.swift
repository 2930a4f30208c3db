import GRDB

/// One attempt to sign in, from top to bottom. Each step is the same whether or not there is such an account.
struct SignIn {
    let vault: Vault
    let name: LoginName
    let request: SignInRequest

    init(vault: Vault, request: SignInRequest) {
        self.vault = vault
        self.name = LoginName(typed: request.loginName)
        self.request = request
    }

    func run() async throws -> SignInOutcome {
        var attempt = try await begin()
        while true {
            guard try await isRight(attempt), let account = attempt.account, account.mayEnter, let hash = attempt.hash else {
                try await fail(attempt)
                throw VaultFailure(.signInRefused)
            }
            let renewed = try await vault.passwords.renewal(of: hash, for: request.password)
            switch try await proceed(account.id, attempt, hash, renewing: renewed) {
            case .done(let outcome): return outcome
            case .changed(let account, let hash): attempt = attempt.against(account, hash)
            }
        }
    }

    private struct Attempt: Sendable {
        let account: FoundAccount?
        let hash: PasswordHash?
        let subjects: Lockout.Subjects
        let startsPause: Bool
        /// The highest cost of the passwords that there are.
        let highestCost: Int?

        /// The same with what the catalog has by now.
        func against(_ account: FoundAccount?, _ hash: PasswordHash?) -> Attempt {
            Attempt(
                account: account, hash: hash, subjects: subjects, startsPause: startsPause, highestCost: highestCost)
        }
    }

    /// What became of a password that was right when it was looked at.
    private enum Progress: Sendable {
        case done(SignInOutcome)
        /// Meanwhile the account or its password became another: it has to be right for that too.
        case changed(FoundAccount?, PasswordHash?)
    }

    private func begin() async throws -> Attempt {
        let lockout = Lockout(vault.settings.signingIn)
        let index = try name.index(vault.keys.index)
        let (admission, attempt) = try await vault.catalog.write { database in
            let account = try FoundAccount.find(login: index, in: database)
            let device = try account.flatMap { try vault.device(request.device, of: $0.id, in: database) }
            let subjects = try vault.subjects(account?.id, name, device, request.source)
            let admission = try lockout.begin(subjects, now: vault.clock.now(), in: database)
            if case .paused(_, isNews: true) = admission {
                try record(.signInFailed, account?.id, details: [.reason: FailureCode.signInDelayed.rawValue], in: database)
            }
            let hash = try account.flatMap { try PasswordRecord.find($0.id, in: database) }
            var startsPause = false
            if case .counted(let starts) = admission { startsPause = starts }
            let attempt = Attempt(
                account: account, hash: hash, subjects: subjects, startsPause: startsPause,
                highestCost: try PasswordRecord.highestCost(in: database))
            return (admission, attempt)
        }
        if case .paused(let left, _) = admission { throw VaultFailure.resting(.signInDelayed, for: left) }
        return attempt
    }

    private func isRight(_ attempt: Attempt) async throws -> Bool {
        do {
            return try await vault.passwords.verify(
                request.password, against: attempt.hash, among: attempt.highestCost)
        } catch {
            try await vault.catalog.write {
                try Lockout(vault.settings.signingIn).refund(attempt.subjects, in: $0)
            }
            throw error
        }
    }

    private func fail(_ attempt: Attempt) async throws {
        try await vault.catalog.write { database in
            let code = FailureCode.signInRefused.rawValue
            try record(.signInFailed, attempt.account?.id, details: [.reason: code], in: database)
            if attempt.startsPause { try record(.signInPaused, attempt.account?.id, details: [:], in: database) }
            try vault.supervision.failed(
                name, from: request.source, account: attempt.account?.id, startsPause: attempt.startsPause, in: database)
        }
    }

    private func record(
        _ kind: AuditEvent.Kind, _ owner: AccountID?, details: [AuditEvent.Detail: String], in database: Database
    ) throws {
        let event = AuditEvent(kind, .refused, owner: owner, details: details)
        try vault.journal.record(event, by: .stranger(request.source), in: database)
    }

    /// Goes on from what the catalog has now, and not from what was read before the password was judged: that takes
    /// seconds where many sign in, and a reset in between has to hold.
    private func proceed(
        _ id: AccountID, _ attempt: Attempt, _ proven: PasswordHash, renewing new: PasswordHash?
    ) async throws -> Progress {
        try await vault.catalog.write { database in
            let hash = try PasswordRecord.find(id, in: database)
            guard let account = try FoundAccount.find(id, in: database), account.mayEnter, hash == proven else {
                return .changed(try FoundAccount.find(id, in: database), hash)
            }
            if let new { try PasswordRecord.renew(proven, to: new, of: id, in: database) }
            let lockout = Lockout(vault.settings.signingIn)
            let device = try vault.device(request.device, of: id, in: database)
            let isTrusted = request.mode == .ordinary && device?.isTrusted(at: vault.clock.now()) ?? false
            guard account.hasSecondFactor, !isTrusted else {
                try lockout.succeed(attempt.subjects, in: database)
                let opening = SessionOpening(
                    vault: vault, account: account, mode: request.mode, source: request.source,
                    device: DeviceToken(request.device))
                return .done(.opened(try opening.open(in: database)))
            }
            // Only the whole sign-in forgets earlier failures: else codes could be tried between right passwords.
            try lockout.refund(attempt.subjects, in: database)
            try vault.journal.record(
                AuditEvent(.secondStepBegun, owner: id), by: .stranger(request.source), in: database)
            return .done(.needsSecondFactor(token: try beginSecondStep(account, in: database)))
        }
    }

    private func beginSecondStep(_ account: FoundAccount, in database: Database) throws -> SecretText {
        let token = try HalfSessionToken()
        try HalfSessionRecord.insert(
            try token.digest(), account: account.id, mode: request.mode,
            until: vault.clock.now() + HalfSessionRecord.life, into: database)
        return SecretText(token.text)
    }
}

extension Vault {
    /// The browser of a request, where the account knows it.
    func device(_ token: String?, of account: AccountID, in database: Database) throws -> DeviceRecord? {
        guard let token = DeviceToken(token) else { return nil }
        return try DeviceRecord.find(try token.reference(), of: account, in: database)
    }

    /// What an attempt counts on.
    func subjects(
        _ account: AccountID?, _ name: LoginName, _ device: DeviceRecord?, _ source: RequestSource
    ) throws -> Lockout.Subjects {
        guard let account, let device else {
            return try Lockout.Subjects(name: name, source: source, index: keys.index)
        }
        return try Lockout.Subjects(account: account, device: device.reference, index: keys.index)
    }
}
