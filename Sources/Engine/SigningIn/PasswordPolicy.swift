/// Which passwords are good enough: the contract's floor (AUT-01) and the length of the settings (AUT-02).
struct PasswordPolicy: Sendable {
    /// The floor below which no setting goes.
    static let floor = 9
    /// What is more than this is no password but an attack on our time.
    static let longest = 256

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
        guard let reason = weakness(of: password, names: names, birthDate: birthDate) else { return }
        throw VaultFailure(.passwordTooWeak, ["reason": reason, "minimum": String(minimum)])
    }

    private func weakness(of password: String, names: [String], birthDate: String?) -> String? {
        if password.count < minimum { return "it is too short" }
        if password.count > Self.longest { return "it is longer than \(Self.longest) characters" }
        if !password.contains(where: \.isUppercase) { return "it has no upper case letter" }
        if !password.contains(where: \.isLowercase) { return "it has no lower case letter" }
        if !password.contains(where: { !$0.isLetter && !$0.isWhitespace }) { return "it has no digit and no sign" }
        if Set(password.lowercased()).count < 5 { return "it repeats few characters" }
        let lower = password.lowercased()
        if names.contains(where: { $0.count > 2 && lower.contains($0.lowercased()) }) { return "it contains the name" }
        if let birthDate, Self.forms(of: birthDate).contains(where: password.contains) { return "it contains the birth date" }
        return nil
    }

    private static func forms(of birthDate: String) -> [String] {
        let parts = birthDate.split(separator: "-").map(String.init)
        guard parts.count == 3 else { return [] }
        let separators = ["", "-", "/", "."]
        return separators.flatMap { ["\(parts[0])\($0)\(parts[1])", "\(parts[2])\($0)\(parts[1])\($0)\(parts[0])", "\(parts[1])\($0)\(parts[0])"] }
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
            if weakness(of: letters, names: [], birthDate: nil) == nil { return SecretText(text) }
        }
    }

    private static let unambiguous = Array("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
}
