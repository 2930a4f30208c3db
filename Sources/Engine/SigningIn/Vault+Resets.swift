import GRDB

extension Vault {
    /// Sends a link by e-mail or a code by SMS to the registered address or number, where there is such an account and
    /// such a contact. The answer and the work are the same where there is none.
    ///
    /// - Parameters:
    ///   - kind: `email` or `sms`.
    ///   - linkBase: what stands before the secret of a link: `https://host/lost/link/`.
    ///   - device: the token by which the browser is known from earlier: strangers' requests do not count against it.
    /// - Returns: the token of this browser, without which link and code do not work.
    /// - Throws: `channelNotOffered`; `codesUsedUp` where too much was asked for from this source.
    public func requestReset(
        of loginName: String, by kind: SecondFactorKind, linkBase: String, source: RequestSource, device: String? = nil
    ) async throws -> SecretText {
        guard kind.isSent else { throw VaultFailure(.notFound) }
        return try await ResetRequest(
            vault: self, loginName: loginName, kind: kind, linkBase: linkBase, source: source, device: device
        ).run()
    }

    /// Takes the secret of a link, or a code that was typed. Each try counts.
    ///
    /// - Throws: `resetUnusable`, the same for a wrong, an old, a used and a foreign one and for one that was never sent.
    public func proveReset(_ secret: String, token: String?, source: RequestSource) async throws {
        guard let browser = try ResetToken(token)?.digest() else { throw VaultFailure(.resetUnusable) }
        let isRight = try await catalog.write { database in
            let now = clock.now()
            guard var reset = try CredentialResetRecord.find(browser, now: now, in: database), reset.provenAt == nil,
                reset.way == .sms || reset.way == .email, reset.tries < CredentialResetRecord.mostTries
            else { return false }
            try CredentialResetRecord.noteTry(browser, in: database)
            let isCode = reset.way == .sms
            let typed = isCode ? OneTimeSecrets.typedDigits(secret) : secret
            let mark = try oneTimeSecrets().mark(Array(typed.utf8), for: isCode ? .resetCode : .resetLink, bond: browser)
            guard let right = reset.mark, Digest.constantTimeEqual(mark, right), reset.account != nil else {
                let details: [AuditEvent.Detail: String] = [.method: reset.way.rawValue]
                let event = AuditEvent(.resetRefused, .refused, owner: reset.account, details: details)
                try journal.record(event, by: .stranger(source), in: database)
                return false
            }
            reset.provenAt = now
            reset.endsAt = now + CredentialResetRecord.life
            try reset.save(in: database)
            return true
        }
        guard isRight else { throw VaultFailure(.resetUnusable) }
    }

    /// How far the way back in has come in a browser; nil where none was begun.
    public func resetStage(token: String?) async throws -> ResetStage? {
        guard let browser = try ResetToken(token)?.digest() else { return nil }
        return try await catalog.read { database in
            guard let reset = try CredentialResetRecord.find(browser, now: clock.now(), in: database) else { return nil }
            let account = try reset.account.flatMap { try FoundAccount.find($0, in: database) }
            let isProven = reset.provenAt != nil
            let mayLose = isProven && reset.takesFactors && account?.role == .beneficiary && account?.hasSecondFactor == true
            let later = try isProven && !mayLose ? factorLossLater(reset, account, in: database) : nil
            return ResetStage(
                way: reset.way, isProven: isProven, opensAt: reset.opensAt,
                minimumPasswordLength: minimumPasswordLength(of: isProven ? account?.role : nil),
                factorLoss: mayLose ? reset.way == .assisted ? .agreed : .offered : later ?? .notOffered)
        }
    }

    /// What is said to a holder whose card is too new to take second factors away.
    private func factorLossLater(
        _ reset: CredentialResetRecord, _ account: FoundAccount?, in database: Database
    ) throws -> FactorLossOffer? {
        guard let account, reset.way == .card, account.role == .beneficiary, account.hasSecondFactor else { return nil }
        return try RecoveryCardRecord.find(account.id, in: database)?
            .takesFactorsFrom(after: settings.signingIn.contactDelay).map(FactorLossOffer.later)
    }

    /// The shortest password of a role; where nobody can say which role it is, of the stricter.
    public func minimumPasswordLength(of role: Role?) -> Int {
        let rules = settings.signingIn
        return role.map(rules.minimumPasswordLength) ?? Role.allCases.map(rules.minimumPasswordLength).max() ?? 0
    }

    /// Takes the new password. All sessions end, all browsers are forgotten, nobody is signed in by it.
    ///
    /// - Parameter losesFactors: whether the holder says that what made the codes is lost: second factors go then, where
    ///   the way back counts as two things.
    /// - Returns: the identifier, for somebody who may have forgotten it too.
    /// - Throws: `resetUnusable`, `resetNotYet`, `passwordTooWeak`, `busy`; `notFound` where the way back may not take
    ///   second factors away.
    public func finishReset(
        token: String?, password: SecretText, losesFactors: Bool = false, source: RequestSource
    ) async throws -> String {
        try await ResetCompletion(
            vault: self, token: token, password: password, losesFactors: losesFactors, source: source
        ).run()
    }
}

/// How far a way back in has come.
public struct ResetStage: Sendable, Equatable {
    public let way: ResetWay
    /// Whether a new password may be chosen, from `opensAt` on.
    public let isProven: Bool
    public let opensAt: Moment
    /// The shortest password that will be taken; of the stricter rule where nobody can say whose it is.
    public let minimumPasswordLength: Int
    public let factorLoss: FactorLossOffer
}

/// Whether a way back in can also take the second factors away.
public enum FactorLossOffer: Sendable, Equatable {
    case notOffered
    /// The holder may say so at the end: a card and its PIN are two things.
    case offered
    /// Two professionals were asked for it and said yes; the holder has the last word.
    case agreed
    /// The card was made with the password alone, and takes second factors away from then on.
    case later(Moment)
}
