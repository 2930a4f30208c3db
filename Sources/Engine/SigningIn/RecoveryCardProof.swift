import GRDB

/// Somebody shows a recovery card: ten words, or the text of the QR code, and the PIN.
struct RecoveryCardProof {
    let vault: Vault
    let typed: String
    let pin: SecretText
    let source: RequestSource

    /// Unknown cards from one source in a day.
    static let mostUnknown = 100

    func run() async throws -> SecretText {
        // Something unreadable goes the same way as words that are nobody's.
        let secret = try CardWords.secret(of: typed) ?? OneTimeSecrets.bytes(CardWords.count)
        let mark = try vault.oneTimeSecrets().mark(secret, for: .recoveryCard)
        let card = try await vault.catalog.write { try begin(mark, in: $0) }
        let digits = OneTimeSecrets.typedDigits(pin.reveal())
        let isRight = try await isRight(digits, card)
        guard let card, isRight else {
            try await refuse(card)
            throw VaultFailure(.cardRefused)
        }
        let token = try ResetToken()
        let isOpen = try await vault.catalog.write { try open(card, try token.digest(), in: $0) }
        guard isOpen else { throw VaultFailure(.cardRefused) }
        return SecretText(token.text)
    }

    /// The try counts before it is judged: so tries side by side cannot get past the limit together.
    private func begin(_ mark: [UInt8], in database: Database) throws -> RecoveryCardRecord? {
        guard let card = try RecoveryCardRecord.find(mark: mark, in: database), card.tries < CardPIN.mostTries else {
            let now = vault.clock.now()
            let here = try vault.keys.index.value(column: "attempt.card-source", of: NetworkPrefix.of(source.address))
            let isUsedUp =
                try Attempts.earliest(
                    ofLast: Self.mostUnknown, here, since: now - LockoutRules.memory, in: database) != nil
            guard !isUsedUp else { throw VaultFailure(.codesUsedUp) }
            try Attempts.add(here, at: now, in: database)
            return nil
        }
        try RecoveryCardRecord.noteTry(card.account, in: database)
        return card
    }

    private func isRight(_ digits: String, _ card: RecoveryCardRecord?) async throws -> Bool {
        do {
            return try await vault.passwords.verify(CardPIN.phrase(digits), against: card?.pin)
        } catch {
            if let card { try await vault.catalog.write { try RecoveryCardRecord.takeBackTry(card.account, in: $0) } }
            throw error
        }
    }

    private func refuse(_ card: RecoveryCardRecord?) async throws {
        try await vault.catalog.write { database in
            try record(.recoveryCardRefused, .refused, card?.account, in: database)
            guard let card, let now = try RecoveryCardRecord.find(card.account, in: database),
                now.tries >= CardPIN.mostTries, now.madeAt == card.madeAt
            else { return }
            try RecoveryCardRecord.delete(card.account, in: database)
            try record(.recoveryCardEnded, .ok, card.account, in: database)
            try vault.tellOfChange(card.account, in: database)
        }
    }

    private func open(_ card: RecoveryCardRecord, _ browser: [UInt8], in database: Database) throws -> Bool {
        let now = vault.clock.now()
        guard let account = try FoundAccount.find(card.account, in: database), account.mayEnter,
            let current = try RecoveryCardRecord.find(card.account, in: database), current.pin == card.pin
        else { return false }
        try RecoveryCardRecord.forgetTries(card.account, in: database)
        try CredentialResetRecord(
            browser: browser, account: card.account, way: .card, mark: nil, provenAt: now, opensAt: now,
            endsAt: now + CredentialResetRecord.life, tries: 0,
            // Staff come back through their manager: what others share with them hangs on their second factor.
            takesFactors: account.role == .beneficiary
                && current.takesFactors(after: vault.settings.signingIn.contactDelay, now: now)
        ).save(in: database)
        try record(.recoveryCardUsed, .ok, card.account, in: database)
        return true
    }

    private func record(
        _ kind: AuditEvent.Kind, _ result: AuditEvent.Result, _ owner: AccountID?, in database: Database
    ) throws {
        try vault.journal.record(AuditEvent(kind, result, owner: owner), by: .stranger(source), in: database)
    }
}
