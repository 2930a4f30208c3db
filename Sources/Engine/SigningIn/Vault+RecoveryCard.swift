import GRDB

extension Vault {
    /// Makes a recovery card. An earlier one is void then. The words are told here and never again.
    ///
    /// - Parameters:
    ///   - pin: what the holder chose: 4 to 8 digits.
    ///   - language: that of the words.
    /// - Throws: `confirmationNeeded`, `pinUnusable`, `busy`.
    public func makeRecoveryCard(
        pin: SecretText, language: String, of person: SignedInPerson
    ) async throws -> RecoveryCardSheet {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let birthDate = try await catalog.read { database in
            try StepUp.require(person, now: clock.now(), in: database)
            return try AccountRecord.birthDate(of: person.account, keys.directory, in: database)
        }
        let card = try await DrawnRecoveryCard(
            NewRecoveryCard(pin: pin, language: language), birthDate: birthDate, vault: self)
        try await change { database in
            try StepUp.require(person, now: clock.now(), in: database)
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

    /// Makes the person's card void: it was lost. It is the last way back for many, so this too needs the password.
    ///
    /// - Throws: `confirmationNeeded`; `notFound` where there is none.
    public func endRecoveryCard(of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            try StepUp.require(person, now: clock.now(), in: database)
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
