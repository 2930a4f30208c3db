/// The digits that the holder of a recovery card chose: the card alone, found or stolen, opens nothing.
enum CardPIN {
    static let lengths = 4...8
    /// Wrong ones after which the card is void.
    static let mostTries = 5

    /// The digits of what was typed.
    ///
    /// - Parameter birthDate: `YYYY-MM-DD`; no part of it may be the PIN.
    /// - Throws: `pinUnusable`.
    static func checked(_ typed: SecretText, birthDate: String?) throws -> SecretText {
        let text = typed.reveal().filter { !$0.isWhitespace }
        let digits = OneTimeSecrets.typedDigits(text)
        guard digits.count == text.count, lengths.contains(digits.count), !isSimple(digits) else {
            throw VaultFailure(.pinUnusable)
        }
        let parts = (birthDate ?? "").split(separator: "-").map(String.init)
        if parts.count == 3 {
            let (year, month, day) = (parts[0], parts[1], parts[2])
            let short = String(year.suffix(2))
            let dates = [
                year, day + month, month + day, day + month + short, day + month + year, year + month + day,
                short + month + day, month + year,
            ]
            guard !dates.contains(digits) else { throw VaultFailure(.pinUnusable) }
        }
        return SecretText(digits)
    }

    /// One figure again and again, two in turn, or counting up or down.
    private static func isSimple(_ digits: String) -> Bool {
        let values = digits.compactMap(\.wholeNumberValue)
        let steps = Set(zip(values, values.dropFirst()).map { ($1 - $0 + 10) % 10 })
        let pairs = Set(zip(values, values.dropFirst(2)).map { $1 - $0 })
        return pairs == [0] || steps == [0] || steps == [1] || steps == [9]
    }

    /// What is hashed: a PIN is no password, and neither can stand for the other.
    static func phrase(_ digits: String) -> SecretText { SecretText("recovery-card-pin:\(digits)") }
}
