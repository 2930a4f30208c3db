import GRDB

extension Vault {
    /// How an assisted reset of a person whom the professional follows stands.
    ///
    /// - Throws: `notFound` where the professional has no mandate for it.
    public func assistedReset(of holder: AccountID, by actor: Actor) async throws -> AssistedResetStage {
        let helper = try await helper(actor, of: holder)
        return try await catalog.read { database in
            guard let reset = try AssistedResetRecord.find(holder, now: clock.now(), in: database) else { return .none }
            if reset.isUsedUp { return .usedUp }
            if let opensAt = reset.opensAt { return .confirmed(opensAt: opensAt, endsAt: reset.endsAt) }
            return reset.first == helper.account
                ? .waitsForSecond(until: reset.endsAt)
                : .waitsForYou(until: reset.endsAt, losesFactors: reset.takesFactors)
        }
    }

    /// Whether the person whom the professional may help back in has a second factor that can be lost.
    ///
    /// - Throws: `notFound` where the professional has no mandate for it, as for whoever there is not.
    public func hasFactorToLose(_ holder: AccountID, by actor: Actor) async throws -> Bool {
        _ = try await helper(actor, of: holder)
        return try await catalog.read { try !SecondFactorRecord.active(of: holder, in: $0).isEmpty }
    }

    /// The first of two professionals begins a reset for a holder who is present. The holder is told on every channel,
    /// with a link that stops it, and on their pages.
    ///
    /// - Parameters:
    ///   - purpose: why, in the professional's words; the holder can read it.
    ///   - losesFactors: whether the holder has lost what makes the codes of the second factor, so that it is to go too.
    ///     Where there is none, nothing can be lost, and nobody is told so.
    ///   - linkBase: what stands before the secret of the link: `https://host/lost/stop/`.
    /// - Throws: `notFound`, `fieldUnusable`; `operationRunning` where two have confirmed one already whose code can
    ///   still be typed; `resetTooOften`, with the minutes to wait, where this professional began it for the holder as
    ///   often as one may in a day, or all together did.
    public func startAssistedReset(
        of holder: AccountID, purpose: String, losesFactors: Bool = false, linkBase: String, by actor: Actor
    ) async throws {
        let helper = try await helper(actor, of: holder)
        guard let purpose = TextLine.normalised(purpose, limit: 300) else {
            throw VaultFailure(.fieldUnusable, ["field": "purpose", "reason": "1 to 300 characters, no control characters"])
        }
        let place = AssistedResetRecord.purposeAddress(of: holder)
        let sealed = try keys.directory.seal(text: purpose, at: place)
        let secret = Hex.encode(try OneTimeSecrets.bytes(16))
        let veto = try oneTimeSecrets().mark(Array(secret.utf8), for: .veto)
        try await change { database in
            let now = clock.now()
            let losesFactors = try losesFactors && !SecondFactorRecord.active(of: holder, in: database).isEmpty
            let earlier = try AssistedResetRecord.find(holder, now: now, in: database)
            guard earlier?.opensAt == nil || earlier?.isUsedUp == true else {
                throw VaultFailure(.operationRunning, ["operation": "assisted reset"])
            }
            try AssistedResetStarts(by: helper.account, for: holder, keys.index).count(at: now, in: database)
            try AssistedResetRecord(
                account: holder, first: helper.account, second: nil, takesFactors: losesFactors, purpose: sealed, mark: nil,
                veto: veto, tries: 0, startedAt: now, opensAt: nil, endsAt: now + AssistedResetRecord.patience
            ).save(in: database)
            let event = AuditEvent(
                losesFactors ? .assistedFactorResetStarted : .assistedResetStarted, owner: holder,
                structure: try structure(of: helper, for: holder, in: database), details: [.purpose: purpose])
            try journal.record(event, by: actor, in: database)
            let earliest = now + settings.signingIn.assistedResetDelay
            try outbox.notify(
                holder, losesFactors ? .assistedFactorReset : .assistedReset,
                values: [.moment: NoticeValue.text(earliest), .link: linkBase + secret], in: database)
        }
    }

    /// The second professional confirms. The code is shown here, for the holder, and never again; it works after the
    /// delay of the settings.
    ///
    /// - Parameter losesFactors: what this professional was shown and says yes to.
    /// - Throws: `notFound` also where nobody began, where it is the first again, or the first lost the right to it;
    ///   `changedMeanwhile` where something else is asked for by now.
    public func confirmAssistedReset(
        of holder: AccountID, losesFactors: Bool = false, by actor: Actor
    ) async throws -> AssistedResetCode {
        let helper = try await helper(actor, of: holder)
        let code = OneTimeSecrets.digits(AssistedResetRecord.codeDigits)
        let mark = try oneTimeSecrets().mark(Array(code.utf8), for: .assistedCode, bond: holder.bytes)
        let opensAt = try await change { database in
            let now = clock.now()
            guard var reset = try AssistedResetRecord.find(holder, now: now, in: database), reset.opensAt == nil,
                reset.first != helper.account, try mayAssist(reset.first, holder, now: now, in: database)
            else { throw VaultFailure(.notFound) }
            guard reset.takesFactors == losesFactors else { throw VaultFailure(.changedMeanwhile) }
            let opensAt = now + settings.signingIn.assistedResetDelay
            reset.second = helper.account
            reset.mark = mark
            reset.tries = 0
            reset.opensAt = opensAt
            reset.endsAt = opensAt + AssistedResetRecord.life
            try reset.save(in: database)
            let event = AuditEvent(
                .assistedResetConfirmed, owner: holder, structure: try structure(of: helper, for: holder, in: database))
            try journal.record(event, by: actor, in: database)
            return opensAt
        }
        return AssistedResetCode(code: SecretText(code), opensAt: opensAt)
    }

    /// The holder types the identifier and the code that the second professional's page showed.
    ///
    /// - Returns: the token of this browser, in which a new password may be chosen now.
    /// - Throws: `resetUnusable`, the same for an unknown identifier and a wrong, old or stopped code; `resetNotYet` for
    ///   the right code before its time; `signInDelayed`.
    public func proveAssistedReset(
        loginName: String, code: String, source: RequestSource
    ) async throws -> SecretText {
        let name = LoginName(typed: loginName)
        let index = try name.index(keys.index)
        let digits = Array(OneTimeSecrets.typedDigits(code).utf8)
        let token = try ResetToken()
        let browser = try token.digest()
        let floods = try keys.index.value(column: "attempt.assisted-source", of: NetworkPrefix.of(source.address))
        let answer: AssistedAnswer = try await catalog.write { database in
            let now = clock.now()
            let account = try FoundAccount.find(login: index, in: database)
            let reset = try account.flatMap { try AssistedResetRecord.find($0.id, now: now, in: database) }
            let bond = account?.id ?? AccountID()
            let mark = try oneTimeSecrets().mark(digits, for: .assistedCode, bond: bond.bytes)
            let isFlood =
                try Attempts.earliest(
                    ofLast: ResetRequest.mostPerSource, floods, since: now - LockoutRules.memory, in: database) != nil
            guard !isFlood else { return .floods }
            try Attempts.add(floods, at: now, in: database)
            // Before there is a code nobody can try it.
            if reset?.mark != nil { try AssistedResetRecord.noteTry(bond, in: database) }
            guard let account, account.mayEnter, var reset, reset.tries < AssistedResetRecord.mostTries,
                let right = reset.mark, Digest.constantTimeEqual(mark, right), let opensAt = reset.opensAt,
                try isStillAllowed(reset, now: now, in: database)
            else {
                if let reset, reset.endsWithNextTry { try takeBackStart(of: reset, in: database) }
                let event = AuditEvent(
                    .resetRefused, .refused, owner: account?.id, details: [.method: ResetWay.assisted.rawValue])
                try journal.record(event, by: .stranger(source), in: database)
                return .refused
            }
            // The right code is no try, and good for one browser (AUT-07).
            if opensAt <= now { reset.mark = nil }
            try reset.save(in: database)
            guard opensAt <= now else { return .early(opensAt) }
            try CredentialResetRecord(
                browser: browser, account: account.id, way: .assisted, mark: nil, provenAt: now, opensAt: now,
                endsAt: now + CredentialResetRecord.life, tries: 0, takesFactors: reset.takesFactors
            ).save(in: database)
            return .proven
        }
        switch answer {
        case .proven: return SecretText(token.text)
        case .early(let opensAt): throw VaultFailure.resting(.resetNotYet, for: opensAt.since(clock.now()))
        case .refused: throw VaultFailure(.resetUnusable)
        case .floods: throw VaultFailure(.codesUsedUp)
        }
    }

    /// The holder stops what others began, from any open session.
    ///
    /// - Throws: `notFound` where nothing runs.
    public func stopReset(_ person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            guard try stop(person.account, by: .person(person), in: database) else { throw VaultFailure(.notFound) }
        }
    }

    /// Whoever has the link that the holder was sent stops the reset.
    ///
    /// - Throws: `resetUnusable` where nothing runs that it belongs to.
    public func stopReset(link secret: String, source: RequestSource) async throws {
        let mark = try oneTimeSecrets().mark(Array(secret.utf8), for: .veto)
        try await catalog.write { database in
            let now = clock.now()
            let assisted = try AssistedResetRecord.find(veto: mark, now: now, in: database)?.account
            let account = try assisted ?? CredentialResetRecord.account(ofVeto: mark, now: now, in: database)
            guard let account, try stop(account, by: .stranger(source), in: database)
            else { throw VaultFailure(.resetUnusable) }
        }
    }

    private enum AssistedAnswer: Sendable { case proven, refused, floods, early(Moment) }

    private func stop(_ account: AccountID, by actor: Actor, in database: Database) throws -> Bool {
        let wasAssisted = try AssistedResetRecord.delete(account, in: database)
        let others = try CredentialResetRecord.deleteSlow(of: account, in: database)
        guard wasAssisted || others > 0 else { return false }
        try journal.record(AuditEvent(.resetStopped, owner: account), by: actor, in: database)
        try outbox.notify(account, .resetStopped, values: [.moment: NoticeValue.text(clock.now())], in: database)
        return true
    }

    /// Whoever knows the identifier can wear a code out with wrong ones: that must not use up the day of those who help.
    private func takeBackStart(of reset: AssistedResetRecord, in database: Database) throws {
        try AssistedResetStarts(by: reset.first, for: reset.account, keys.index).takeBack(reset.startedAt, in: database)
    }

    private func helper(_ actor: Actor, of holder: AccountID) async throws -> SignedInPerson {
        let facts = try await catalog.read { try self.facts(of: holder, for: actor, in: $0) }
        try await require(actor, .assistReset, on: .safe(facts))
        guard case .person(let person) = actor else { throw VaultFailure(.notFound) }
        return person
    }

    /// The structure whose mandate allows the help (AUD-04).
    private func structure(
        of helper: SignedInPerson, for holder: AccountID, in database: Database
    ) throws -> StructureID? {
        try SafeRelation.find(of: helper.account, to: holder, now: clock.now(), in: database)
            .structures(for: .assistReset).first
    }

    /// Whether a professional may help this holder now.
    private func mayAssist(_ helper: AccountID, _ holder: AccountID, now: Moment, in database: Database) throws -> Bool {
        try SafeRelation.find(of: helper, to: holder, now: now, in: database).allows(.assistReset)
    }

    private func isStillAllowed(_ reset: AssistedResetRecord, now: Moment, in database: Database) throws -> Bool {
        guard let second = reset.second else { return false }
        return try mayAssist(reset.first, reset.account, now: now, in: database)
            && mayAssist(second, reset.account, now: now, in: database)
    }
}

/// How an assisted reset stands, seen by a professional.
public enum AssistedResetStage: Sendable, Equatable {
    case none
    /// The code was typed, or tried too often; one of them can begin anew.
    case usedUp
    /// This professional began; another one must confirm.
    case waitsForSecond(until: Moment)
    /// Another professional began; this one can confirm, the loss of the second factors included where it is asked for.
    case waitsForYou(until: Moment, losesFactors: Bool)
    /// Both have spoken; the code works between the two moments.
    case confirmed(opensAt: Moment, endsAt: Moment)
}

/// What the second professional's page shows, for the holder.
public struct AssistedResetCode: Sendable {
    public let code: SecretText
    /// When it begins to work.
    public let opensAt: Moment
}
