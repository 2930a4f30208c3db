import GRDB

/// What a person says who wants a recovery card.
public struct NewRecoveryCard: Sendable {
    /// What the holder chose: 4 to 8 digits, not a birth date.
    public let pin: SecretText
    /// That of the words.
    public let language: String

    /// A wish for a card.
    public init(pin: SecretText, language: String) {
        self.pin = pin
        self.language = language
    }
}

/// A recovery card whose words are drawn and whose sheet is ready, so that nothing of it can fail any more once it
/// stands in the catalog.
struct DrawnRecoveryCard: Sendable {
    let sheet: RecoveryCardSheet
    /// Whether the second factor was proven for it, or there was none.
    var isProven = true
    private let pin: PasswordHash
    private let mark: [UInt8]

    /// - Parameter birthDate: of the holder; no part of it may be the PIN.
    /// - Throws: `pinUnusable`, `busy`.
    init(_ new: NewRecoveryCard, birthDate: String?, vault: Vault) async throws {
        let digits = try CardPIN.checked(new.pin, birthDate: birthDate)
        pin = try await vault.passwords.hash(CardPIN.phrase(digits.reveal()))
        let secret = try OneTimeSecrets.bytes(CardWords.count)
        mark = try vault.oneTimeSecrets().mark(secret, for: .recoveryCard)
        let text = CardWords.codeText(for: secret)
        sheet = RecoveryCardSheet(
            words: CardWords.words(for: secret, language: new.language).map { SecretText($0) },
            codeText: SecretText(text), code: try QRCode(text), madeAt: vault.clock.now())
    }

    /// Puts the card in the place of an earlier one, and into the journal of its holder.
    ///
    /// - Parameter structure: that at whose desk it was made; nil where the holder made it alone.
    func put(
        for account: AccountID, through structure: StructureID? = nil, by actor: Actor, _ journal: Journal,
        in database: Database
    ) throws {
        try RecoveryCardRecord(account: account, pin: pin, tries: 0, madeAt: sheet.madeAt, isProven: isProven).replace(
            mark: mark, in: database)
        let event = AuditEvent(
            .recoveryCardMade, owner: account, structure: structure, details: isProven ? [:] : [.method: "password"])
        try journal.record(event, by: actor, in: database)
    }
}
