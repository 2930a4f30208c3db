import GRDB

/// What somebody sends in the second step of signing in.
public struct SecondStepRequest: Sendable {
    /// The token that the first step gave.
    public var token: String
    public var kind: SecondFactorKind
    public var code: String
    /// Whether this browser may go without a code from now on.
    public var trusts: Bool
    public var source: RequestSource
    /// The token by which the browser is known from earlier, where it has one.
    public var device: String?

    /// A code.
    public init(
        token: String, kind: SecondFactorKind, code: String, trusts: Bool = false, source: RequestSource
    ) {
        self.token = token
        self.kind = kind
        self.code = code
        self.trusts = trusts
        self.source = source
    }
}

/// The second step of signing in. It opens a session with a token of its own; the half session ends and never becomes
/// one.
struct SecondStep {
    let vault: Vault
    let request: SecondStepRequest

    func run() async throws -> OpenedSession {
        guard let digest = try HalfSessionToken(request.token)?.digest() else { throw VaultFailure(.sessionEnded) }
        let answer = try await vault.catalog.write { try judge(digest, in: $0) }
        switch answer {
        case .opened(let session): return session
        case .refused(let failure): throw failure
        }
    }

    /// A failure as a value: what was counted and journaled must not be rolled back.
    private enum Answer: Sendable {
        case opened(OpenedSession)
        case refused(VaultFailure)
    }

    private func judge(_ digest: [UInt8], in database: Database) throws -> Answer {
        let now = vault.clock.now()
        guard let half = try HalfSessionRecord.find(digest, now: now, in: database),
            let account = try FoundAccount.find(half.account, in: database), account.mayEnter
        else { return .refused(VaultFailure(.sessionEnded)) }
        let device = try vault.device(request.device, of: account.id, in: database)
        let name = try account.loginName(vault.keys.directory)
        let subjects = try vault.subjects(account.id, name, device, request.source)
        let lockout = Lockout(vault.settings.signingIn)
        let admission = try lockout.begin(subjects, now: now, in: database)
        guard case .counted(let startsPause) = admission else {
            guard case .paused(let left, let isNews) = admission else { throw VaultFailure(.fault) }
            if isNews { try record(.secondFactorRefused, .signInDelayed, account, in: database) }
            return .refused(.resting(.signInDelayed, for: left))
        }
        let check = SecondFactorCheck(vault: vault, account: account.id, subject: digest)
        guard try check.accepts(request.code, for: request.kind, in: database) else {
            try record(.secondFactorRefused, .secondFactorRefused, account, in: database)
            if startsPause { try record(.signInPaused, .signInDelayed, account, in: database) }
            // Whoever has the password and guesses at codes is the gravest case of all (AUT-05).
            try vault.supervision.failed(
                name, from: request.source, account: account.id, startsPause: startsPause, in: database)
            return .refused(VaultFailure(.secondFactorRefused))
        }
        try lockout.succeed(subjects, in: database)
        try HalfSessionRecord.delete(digest, in: database)
        try vault.journal.record(
            AuditEvent(.secondFactorPassed, owner: account.id, details: [.method: request.kind.rawValue]),
            by: .stranger(request.source), in: database)
        let opening = SessionOpening(
            vault: vault, account: account, mode: half.mode, source: request.source, device: DeviceToken(request.device))
        let trust: SessionOpening.Trust = request.trusts ? .granted : .asBefore
        return .opened(try opening.open(method: request.kind, trust: trust, in: database))
    }

    private func record(
        _ kind: AuditEvent.Kind, _ reason: FailureCode, _ account: FoundAccount, in database: Database
    ) throws {
        let details: [AuditEvent.Detail: String] = [.reason: reason.rawValue, .method: request.kind.rawValue]
        let event = AuditEvent(kind, .refused, owner: account.id, details: details)
        try vault.journal.record(event, by: .stranger(request.source), in: database)
    }
}
