import GRDB

extension Vault {
    /// Makes a recovery card. An earlier one is void then. The words are told here and never again.
    ///
    /// A card with its PIN takes second factors away, so that it needs the second factor too, where there is one. Without
    /// it there is a card that does so only once it is as old as a new contact must be, in which time its holder, who is
    /// told, can end it; and only where no card of the holder's is lost by that (security.md 2.4).
    ///
    /// - Parameters:
    ///   - pin: what the holder chose: 4 to 8 digits.
    ///   - language: that of the words.
    ///   - withoutFactor: whether the password alone is to be enough, and the card to wait.
    /// - Throws: `confirmationNeeded`, `factorNeeded`, `pinUnusable`, `busy`.
    public func makeRecoveryCard(
        pin: SecretText, language: String, withoutFactor: Bool = false, of person: SignedInPerson
    ) async throws -> RecoveryCardSheet {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let birthDate = try await catalog.read { database in
            _ = try StepUp.requireForCard(person, withoutFactor: withoutFactor, now: clock.now(), in: database)
            return try AccountRecord.birthDate(of: person.account, keys.directory, in: database)
        }
        let card = try await DrawnRecoveryCard(
            NewRecoveryCard(pin: pin, language: language), birthDate: birthDate, vault: self)
        try await change { database in
            var card = card
            card.isProven = try StepUp.requireForCard(
                person, withoutFactor: withoutFactor, now: clock.now(), in: database)
            try card.put(for: person.account, by: .person(person), journal, in: database)
            try tellOfChange(person.account, in: database)
        }
        return card.sheet
    }

    /// When the person's card was made; nil where there is none that works.
    public func recoveryCardDate(of person: SignedInPerson) async throws -> Moment? {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read { try RecoveryCardRecord.find(person.account, in: $0)?.madeAt }
    }

    /// How it stands with the person's card, and what a change of it needs.
    public func recoveryCard(of person: SignedInPerson) async throws -> RecoveryCardStanding {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read {
            try RecoveryCardStanding.find(person, delay: settings.signingIn.contactDelay, now: clock.now(), in: $0)
        }
    }

    /// Makes the person's card void: it was lost. It is the last way back for many, so this too needs the password, and
    /// the second factor where the card was made with it.
    ///
    /// - Throws: `confirmationNeeded`, `factorNeeded`; `notFound` where there is none.
    public func endRecoveryCard(of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            _ = try StepUp.requireForCard(person, withoutFactor: true, now: clock.now(), in: database)
            guard try RecoveryCardRecord.delete(person.account, in: database) else { throw VaultFailure(.notFound) }
            try journal.record(AuditEvent(.recoveryCardEnded, owner: person.account), by: .person(person), in: database)
            try tellOfChange(person.account, in: database)
        }
    }

    /// Takes the words of a card, or the text of its QR code, with its PIN. Strangers' failures do not count against
    /// it: only who has the words can try the PIN, and five wrong ones make the card void.
    ///
    /// - Returns: the token of this browser, in which a new password may be chosen now.
    /// - Throws: `cardRefused`, the same for a card that never was, a void one and a wrong PIN; `codesUsedUp` where too
    ///   many unknown ones were tried from this source; `busy`.
    public func proveCard(_ typed: String, pin: SecretText, source: RequestSource) async throws -> SecretText {
        try await RecoveryCardProof(vault: self, typed: typed, pin: pin, source: source).run()
    }
}

/// A recovery card as it is printed.
public struct RecoveryCardSheet: Sendable {
    /// Ten words in the language of the holder.
    public let words: [SecretText]
    /// What the QR code holds.
    public let codeText: SecretText
    public let code: QRCode
    public let madeAt: Moment
}
