import GRDB

/// Judges a code of a second factor, and uses it up where it is right. Runs within one transaction, so that one code
/// cannot be taken twice side by side.
struct SecondFactorCheck {
    let vault: Vault
    let account: AccountID
    /// What sent codes hang on: the digest of a half session or of a session.
    let subject: [UInt8]

    /// Whether `typed` is right now for a factor that the account has.
    func accepts(_ typed: String, for kind: SecondFactorKind, in database: Database) throws -> Bool {
        guard let factor = try SecondFactorRecord.find(kind, of: account, in: database), factor.isActive else {
            return false
        }
        let now = vault.clock.now()
        switch kind {
        case .totp:
            guard let step = try step(of: typed, factor, now: now) else { return false }
            try SecondFactorRecord.noteUse(kind, of: account, step: step, at: now, in: database)
            return true
        case .sms, .email:
            guard try acceptsSent(typed, kind, in: database) else { return false }
        case .printed:
            guard let code = Base32.decode(typed), !code.isEmpty else { return false }
            let mark = try vault.oneTimeSecrets().mark(code, for: .printedCode, bond: account.bytes)
            guard try PrintedCodes.use(mark, of: account, in: database) else { return false }
        }
        try SecondFactorRecord.noteUse(kind, of: account, at: now, in: database)
        return true
    }

    /// The step of a code of the app, which may still wait for its first code.
    func step(of typed: String, _ factor: SecondFactorRecord, now: Moment) throws -> Int64? {
        guard let sealed = factor.secret else { return nil }
        let bytes = try vault.keys.directory.open(sealed, at: SecondFactorRecord.secretAddress(of: account))
        let totp = TOTP(seed: try bytes.withUnsafeBytes { try SecretBytes(copying: $0) })
        return try totp.step(of: OneTimeSecrets.typedDigits(typed), now: now, after: factor.lastStep)
    }

    /// Whether `typed` is the code that was sent; it is gone then. Each try counts.
    func acceptsSent(_ typed: String, _ kind: SecondFactorKind, in database: Database) throws -> Bool {
        let now = vault.clock.now()
        guard let sent = try SentCodeRecord.find(subject, in: database), sent.account == account, sent.kind == kind,
            sent.tries < SentCodeRecord.mostTries, sent.endsAt > now, sent.endsAt.since(now) <= SentCodeRecord.life
        else { return false }
        try SentCodeRecord.noteTry(subject, in: database)
        let digits = Array(OneTimeSecrets.typedDigits(typed).utf8)
        let mark = try vault.oneTimeSecrets().mark(digits, for: .signInCode, bond: subject)
        guard Digest.constantTimeEqual(mark, sent.mark) else { return false }
        // Used up; the row stays, so that the sends of this step go on counting.
        try sent.spent.save(in: database)
        return true
    }

    /// Makes a code and hands it to what carries it.
    ///
    /// - Throws: `codesUsedUp` after three in one step or too many in a day; `contactMissing`.
    func send(by kind: SecondFactorKind, in database: Database) throws {
        let now = vault.clock.now()
        let before = try SentCodeRecord.find(subject, in: database)
        guard (before?.sends ?? 0) < SentCodeRecord.mostSends else { throw VaultFailure(.codesUsedUp) }
        let floods = try vault.keys.index.value(column: "attempt.sent-codes", of: account.text)
        let day = now - LockoutRules.memory
        guard try Attempts.earliest(ofLast: Self.mostADay, floods, since: day, in: database) == nil else {
            throw VaultFailure(.codesUsedUp)
        }
        try Attempts.add(floods, at: now, in: database)
        let code = OneTimeSecrets.digits(SentCodeRecord.digits)
        let mark = try vault.oneTimeSecrets().mark(Array(code.utf8), for: .signInCode, bond: subject)
        try SentCodeRecord(
            subject: subject, account: account, kind: kind, mark: mark, endsAt: now + SentCodeRecord.life,
            sends: (before?.sends ?? 0) + 1, tries: 0
        ).save(in: database)
        guard let to = try vault.recipient(of: account, for: kind, in: database) else { throw VaultFailure(.contactMissing) }
        let minutes = String(SentCodeRecord.life.inSeconds / 60)
        try vault.outbox.enqueue(
            Notice(
                .signInCode, by: to.channel, to: to.address, language: to.language,
                values: [.code: code, .minutes: minutes], account: account, lifetime: SentCodeRecord.life),
            in: database)
    }

    /// Codes that one account can be sent in a day, in all steps together: they cost money and sleep.
    static let mostADay = 20
}

extension SentCodeRecord {
    /// The same with a code that nothing gives any more.
    fileprivate var spent: SentCodeRecord {
        SentCodeRecord(
            subject: subject, account: account, kind: kind, mark: mark, endsAt: endsAt, sends: sends,
            tries: Self.mostTries)
    }
}
