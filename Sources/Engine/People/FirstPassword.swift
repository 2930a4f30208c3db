/// The password that a new account begins with.
struct FirstPassword: Sendable {
    let password: SecretText
    /// Whether somebody else knows it, so that the person must choose another one.
    let mustChange: Bool
    let isGenerated: Bool

    /// Nil where the person chooses one later.
    ///
    /// - Throws: `passwordTooWeak`.
    init?(_ initial: InitialPassword, of fields: PersonFields, _ policy: PasswordPolicy) throws {
        func checked(_ password: SecretText) throws -> SecretText {
            try policy.check(
                password.reveal(), against: [fields.loginName.text, fields.firstName, fields.lastName],
                birthDate: fields.birthDate)
            return password
        }
        switch initial {
        case .generated: (password, mustChange, isGenerated) = (policy.temporaryPassword(), true, true)
        case .temporary(let given): (password, mustChange, isGenerated) = (try checked(given), true, false)
        case .chosen(let given): (password, mustChange, isGenerated) = (try checked(given), false, false)
        case .later: return nil
        }
    }
}
