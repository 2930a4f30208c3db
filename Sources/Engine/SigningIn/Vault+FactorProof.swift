import GRDB

extension Vault {
    /// What a signed-in person can prove the second factor with; nil where there is none to prove, or it was proven in
    /// this session within the last minutes.
    public func factorProof(of person: SignedInPerson) async throws -> SecondStepChoice? {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read { database in
            guard try !StepUp.hasFactor(person, now: clock.now(), in: database) else { return nil }
            let kinds = try SecondFactorRecord.active(of: person.account, in: database).map(\.kind).filter {
                try !$0.isSent || recipient(of: person.account, for: $0, in: database) != nil
            }
            let sent = try SentCodeRecord.find(person.session.digest, in: database)
            return SecondStepChoice(
                kinds: kinds, sentBy: sent?.kind, sendsLeft: SentCodeRecord.mostSends - (sent?.sends ?? 0), mayTrust: false)
        }
    }

    /// Sends a code to the second factor of a person who is signed in.
    ///
    /// - Throws: `notFound` where the account has no such factor; `codesUsedUp`, `contactMissing`.
    public func sendFactorProof(by kind: SecondFactorKind, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            let factor = try SecondFactorRecord.find(kind, of: person.account, in: database)
            guard kind.isSent, factor?.isActive ?? false else { throw VaultFailure(.notFound) }
            try SecondFactorCheck(vault: self, account: person.account, subject: person.session.digest)
                .send(by: kind, in: database)
            let event = AuditEvent(.codeSent, owner: person.account, details: [.method: kind.rawValue])
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// Somebody who is signed in proves the second factor once more. Failures count on the account's own sessions.
    ///
    /// - Throws: `secondFactorRefused`, the same for a wrong, an old and a used code; `signInDelayed`.
    public func proveFactor(_ kind: SecondFactorKind, code: String, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let subjects = try Lockout.Subjects(session: person.account, index: keys.index)
        let lockout = Lockout(settings.signingIn)
        // A failure as a value: what was counted and journaled must not be rolled back.
        let refused: VaultFailure? = try await catalog.write { database in
            let now = clock.now()
            func record(_ event: AuditEvent.Kind, _ reason: FailureCode? = nil) throws {
                let details = [AuditEvent.Detail.method: kind.rawValue]
                    .merging(reason.map { [.reason: $0.rawValue] } ?? [:]) { $1 }
                try journal.record(
                    AuditEvent(event, reason == nil ? .ok : .refused, owner: person.account, details: details),
                    by: .person(person), in: database)
            }
            let startsPause: Bool
            switch try lockout.begin(subjects, now: now, in: database) {
            case .counted(let starts): startsPause = starts
            case .paused(let left, let isNews):
                if isNews { try record(.secondFactorRefused, .signInDelayed) }
                return VaultFailure.resting(.signInDelayed, for: left)
            }
            let check = SecondFactorCheck(vault: self, account: person.account, subject: person.session.digest)
            guard try check.accepts(code, for: kind, in: database) else {
                try record(.secondFactorRefused, .secondFactorRefused)
                if startsPause { try record(.signInPaused, .signInDelayed) }
                return VaultFailure(.secondFactorRefused)
            }
            try record(.secondFactorPassed)
            try lockout.succeed(subjects, in: database)
            try SessionRecord.noteFactor(person.session, at: now, in: database)
            return nil
        }
        if let refused { throw refused }
    }
}

extension StepUp {
    /// Whether the second factor was proven lately in this session, or there is none.
    static func hasFactor(_ person: SignedInPerson, now: Moment, in database: Database) throws -> Bool {
        guard let record = try SessionRecord.find(person.session, in: database) else { return false }
        return !record.hasSecondFactor || (.zero..<life).contains(now.since(record.factorAt))
    }

    /// The password and, where the account has one, the second factor.
    ///
    /// - Throws: `confirmationNeeded`; `factorNeeded`.
    static func requireBoth(_ person: SignedInPerson, now: Moment, in database: Database) throws {
        try require(person, now: now, in: database)
        guard try hasFactor(person, now: now, in: database) else { throw VaultFailure(.factorNeeded) }
    }
}
