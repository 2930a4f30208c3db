import Foundation

/// The identifier that a person types to sign in, in the one form that is compared: NFC, lower case, no blanks around.
struct LoginName: Sendable, Equatable {
    let text: String

    /// A name for a new account: 3 to 64 letters, digits, dots, dashes or underscores, a letter or digit first.
    ///
    /// - Throws: `loginNameUnusable`.
    init(new text: String) throws {
        self.init(typed: text)
        let characters = Array(self.text)
        let isGood = (3...64).contains(characters.count) && characters.allSatisfy(Self.isAllowed)
        guard isGood, let first = characters.first, first.isLetter || first.isNumber else {
            throw VaultFailure(.loginNameUnusable)
        }
    }

    /// What someone typed to sign in, whatever it is.
    init(typed text: String) {
        let whole = text.prefix(256).precomposedStringWithCanonicalMapping
        self.text = whole.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }

    /// The value by which an account is found.
    func index(_ index: BlindIndex) throws -> [UInt8] { try index.value(column: "account.login", of: text) }

    private static func isAllowed(_ character: Character) -> Bool {
        if character.isLetter || character.isNumber { return true }
        return [".", "-", "_"].contains(character)
    }
}
