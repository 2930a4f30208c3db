import GRDB

extension Vault {
    /// What the second step of a sign-in can use; nil where the token is not good, or not any more.
    public func secondStep(token: String?) async throws -> SecondStepChoice? {
        guard let digest = try HalfSessionToken(token)?.digest() else { return nil }
        return try await catalog.read { database in
            guard let half = try HalfSessionRecord.find(digest, now: clock.now(), in: database) else { return nil }
            let factors = try SecondFactorRecord.active(of: half.account, in: database).map(\.kind).filter {
                try !$0.isSent || recipient(of: half.account, for: $0, in: database) != nil
            }
            let sent = try SentCodeRecord.find(digest, in: database)
            return SecondStepChoice(
                kinds: factors,
                sentBy: sent?.kind,
                sendsLeft: SentCodeRecord.mostSends - (sent?.sends ?? 0),
                mayTrust: half.mode == .ordinary && settings.signingIn.deviceTrust > .zero
            )
        }
    }

    /// Sends a code for the second step.
    ///
    /// - Throws: `sessionEnded`, `codesUsedUp`, `contactMissing`, `notFound` where the account has no such factor.
    public func sendSecondStepCode(token: String?, by kind: SecondFactorKind, source: RequestSource) async throws {
        guard let digest = try HalfSessionToken(token)?.digest() else { throw VaultFailure(.sessionEnded) }
        try await catalog.write { database in
            guard let half = try HalfSessionRecord.find(digest, now: clock.now(), in: database) else {
                throw VaultFailure(.sessionEnded)
            }
            let factor = try SecondFactorRecord.find(kind, of: half.account, in: database)
            guard kind.isSent, factor?.isActive ?? false else { throw VaultFailure(.notFound) }
            try SecondFactorCheck(vault: self, account: half.account, subject: digest).send(by: kind, in: database)
            let event = AuditEvent(.codeSent, owner: half.account, details: [.method: kind.rawValue])
            try journal.record(event, by: .stranger(source), in: database)
        }
    }

    /// Ends a sign-in with a second factor.
    ///
    /// - Throws: `sessionEnded` where the first step is too long ago; `secondFactorRefused`, the same for a wrong, an old
    ///   and a used code; `signInDelayed`.
    public func finishSignIn(_ request: SecondStepRequest) async throws -> OpenedSession {
        try await SecondStep(vault: self, request: request).run()
    }

    /// Gives up the second step.
    public func abandonSecondStep(token: String?) async throws {
        guard let digest = try HalfSessionToken(token)?.digest() else { return }
        try await catalog.write { try HalfSessionRecord.delete(digest, in: $0) }
    }
}

/// What somebody can do in the second step.
public struct SecondStepChoice: Sendable, Equatable {
    /// The factors of the account that can be used at present.
    public let kinds: [SecondFactorKind]
    /// By which a code was sent already.
    public let sentBy: SecondFactorKind?
    /// How often a code can still be sent.
    public let sendsLeft: Int
    /// Whether the browser may be trusted: never on a computer that others use too.
    public let mayTrust: Bool
}
