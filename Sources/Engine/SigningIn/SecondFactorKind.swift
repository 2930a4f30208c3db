/// What proves, besides the password, that it is the person (AUT-06).
public enum SecondFactorKind: String, Sendable, CaseIterable {
    /// Codes of an authenticator app.
    case totp
    /// A code by SMS to the registered number.
    case sms
    /// A code by e-mail to the registered address.
    case email
    /// Codes on paper, for when nothing else is at hand.
    case printed

    /// Whether its codes are sent.
    public var isSent: Bool { self == .sms || self == .email }

    init(stored text: String) throws {
        guard let kind = SecondFactorKind(rawValue: text) else {
            throw VaultFailure(.catalogDamaged, ["reason": "unknown second factor"])
        }
        self = kind
    }
}

/// Whether a role signs in with a second factor.
public enum SecondFactorUse: String, Sendable, CaseIterable {
    /// Nobody is shown any; those who have one keep it.
    case off
    /// Whoever wants.
    case offered
    /// Whoever has none does nothing else before adding one.
    case required
}

extension Settings.SigningIn {
    /// How a role uses second factors.
    public func secondFactorUse(of role: Role) -> SecondFactorUse {
        let text =
            switch role {
            case .beneficiary: secondFactorBeneficiaries
            case .professional: secondFactorProfessionals
            case .manager: secondFactorManagers
            }
        // The table of settings lets nothing else in; a wrong word must not open a door.
        return SecondFactorUse(rawValue: text) ?? .required
    }

    /// Characters that a password of a role needs.
    public func minimumPasswordLength(of role: Role) -> Int {
        role == .beneficiary ? minimumPasswordLength : minimumStaffPasswordLength
    }
}
