/// Which passwords are good enough: the contract's floor (AUT-01), the length of the settings and what is guessed first
/// (AUT-02).
struct PasswordPolicy: Sendable {
    /// The floor below which no setting goes.
    static let floor = 9
    /// What is more than this is no password but an attack on our time.
    static let longest = 256
    /// So many different words need no capitals and figures besides.
    static let phraseWords = 5
    /// Letters that such a phrase has at least: five words of four.
    static let phraseLetters = 20

    /// Shortest password in characters.
    let minimum: Int

    /// The policy for a setting.
    init(minimumLength: Int) { minimum = max(minimumLength, Self.floor) }

    /// Refuses a weak password.
    ///
    /// - Parameters:
    ///   - names: the person's identifier and names, which must not occur in it.
    ///   - birthDate: `YYYY-MM-DD`; its year with month or day must not occur in it.
    /// - Throws: `passwordTooWeak`.
    func check(_ password: String, against names: [String] = [], birthDate: String? = nil) throws {
        let person = PersonalWords(names: names, birthDate: birthDate)
        guard let reason = weakness(of: password, person: person) else { return }
        throw VaultFailure(.passwordTooWeak, ["reason": reason, "minimum": String(minimum)])
    }

    private func weakness(of password: String, person: PersonalWords) -> String? {
        if password.count < minimum { return "it is too short" }
        if password.count > Self.longest { return "it is longer than \(Self.longest) characters" }
        if Set(password.lowercased()).count < 5 { return "it repeats few characters" }
        if !Self.isPhrase(password), let missing = Self.missingSort(in: password) { return missing }
        if CommonPasswords.contains(password) { return "it is one that is guessed first" }
        if person.nameOccurs(in: password) { return "it contains the name" }
        if person.birthDateOccurs(in: password) { return "it contains the birth date" }
        return nil
    }

    private static func missingSort(in password: String) -> String? {
        if !password.contains(where: \.isUppercase) { return "it has no upper case letter" }
        if !password.contains(where: \.isLowercase) { return "it has no lower case letter" }
        if !password.contains(where: { !$0.isLetter && !$0.isWhitespace }) { return "it has no digit and no sign" }
        return nil
    }

    /// Five different words or more: easier to keep in mind than capitals and figures, and possible in scripts that have
    /// no capitals.
    static func isPhrase(_ password: String) -> Bool {
        let words = password.split { $0.isWhitespace || "-_.,;:'’".contains($0) }
            .filter { $0.count > 1 && $0.allSatisfy(\.isLetter) }
        let different = Set(words.map { CommonPasswords.fold(String($0)) })
        return different.count >= phraseWords && different.reduce(0) { $0 + $1.count } >= phraseLetters
    }

    /// A random password that keeps to the policy, in groups of four, of characters that do not look alike on paper.
    func temporaryPassword() -> SecretText {
        var generator = SystemRandomNumberGenerator()
        let groups = max(4, (minimum + 3) / 4)
        while true {
            let text = (0..<groups).map { _ in
                String((0..<4).map { _ in Self.unambiguous[Int.random(in: 0..<Self.unambiguous.count, using: &generator)] })
            }.joined(separator: "-")
            let letters = text.filter { $0 != "-" }
            if weakness(of: letters, person: PersonalWords()) == nil { return SecretText(text) }
        }
    }

    private static let unambiguous = Array("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
}
