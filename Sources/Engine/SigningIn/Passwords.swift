import Foundation

/// A password as stored: never the password, and of no use without the pepper of the key hierarchy (AUT-03).
struct PasswordHash: Sendable, Equatable {
    /// `$2b$…`
    let text: String
    /// Which pepper keyed the pre-hash.
    let pepperGeneration: Int
}

/// Hashes and checks passwords, on threads of their own: bcrypt(base64(HMAC-SHA256(pepper, NFC(password)))).
struct Passwords: Sendable {
    let pepper: SecretBytes
    let pepperGeneration: Int
    let cost: Int
    let work: BlockingWork

    /// A fresh hash.
    ///
    /// - Throws: `busy` when too many sign-ins wait.
    func hash(_ password: SecretText) async throws -> PasswordHash {
        let phrase = try phrase(of: password)
        return try await work.run { [cost, pepperGeneration] in
            PasswordHash(text: try Bcrypt.hash(phrase, cost: cost), pepperGeneration: pepperGeneration)
        }
    }

    /// Whether the password is the one of `hash`. Without a hash, and with one of a lower cost, the same work is done in
    /// vain, so that the time does not tell whether there is such an account.
    ///
    /// - Parameter highest: the highest cost of the hashes that this one is among. Where the cost was lowered it is that
    ///   of those which nobody has renewed since, and all take as long as they do until the last of them is.
    /// - Throws: `busy` when too many sign-ins wait.
    func verify(_ password: SecretText, against hash: PasswordHash?, among highest: Int? = nil) async throws -> Bool {
        let phrase = try phrase(of: password)
        let trials = trials(for: hash, among: highest)
        let first = try await work.run {
            try trials.map { try Bcrypt.verify(phrase, against: $0) }.first
        }
        return hash != nil && first == true
    }

    /// What is tried for a hash, itself in front. Each step of cost doubles the work: one hash of a lower cost and one of
    /// each cost from there to below the highest are together what one of the highest is.
    func trials(for hash: PasswordHash?, among highest: Int? = nil) -> [String] {
        let top = max(cost, highest ?? cost)
        guard let hash else { return [Self.dummy(of: top)] }
        let made = Bcrypt.cost(of: hash.text) ?? cost
        return [hash.text] + (made..<max(made, top)).map(Self.dummy)
    }

    /// A hash as it is asked for now in the place of one of another cost or pepper; nil where it is so already, and where
    /// too many wait: it can be done another time.
    func renewal(of hash: PasswordHash, for password: SecretText) async throws -> PasswordHash? {
        guard Bcrypt.cost(of: hash.text) != cost || hash.pepperGeneration != pepperGeneration else { return nil }
        do {
            return try await self.hash(password)
        } catch let failure as VaultFailure where failure.code == .busy || failure.code == .stopping {
            return nil
        }
    }

    /// A hash that nothing gives.
    private static func dummy(of cost: Int) -> String {
        let number = cost < 10 ? "0\(cost)" : "\(cost)"
        return "$2b$\(number)$" + String(repeating: "O", count: 22) + String(repeating: ".", count: 31)
    }

    private func phrase(of password: SecretText) throws -> SecretBytes {
        let bytes = Array(password.reveal().precomposedStringWithCanonicalMapping.utf8)
        let digest = try Digest.hmacSHA256(key: pepper, bytes)
        return try Base64Key.encode(digest.withUnsafeBytes { try SecretBytes(copying: $0) })
    }
}

extension Vault {
    /// Hashing as the settings and keys of this moment ask for it.
    var passwords: Passwords {
        Passwords(
            pepper: keys.pepper, pepperGeneration: keys.pepperGeneration, cost: settings.signingIn.bcryptCost,
            work: pools.password)
    }

    /// The policy of the settings for beneficiaries.
    var passwordPolicy: PasswordPolicy { passwordPolicy(for: .beneficiary) }

    /// The policy of the settings for a role.
    func passwordPolicy(for role: Role) -> PasswordPolicy {
        PasswordPolicy(minimumLength: settings.signingIn.minimumPasswordLength(of: role))
    }
}
