import GRDB

/// Changes of what protects the account ask for the password anew when it was proven longer ago than this (security.md
/// 2.5).
enum StepUp {
    static let life = Duration.minutes(5)

    /// For the transaction of the change itself: a session that ended while something was hashed changes nothing.
    ///
    /// - Throws: `confirmationNeeded` where the password was not proven lately in this session.
    static func require(_ person: SignedInPerson, now: Moment, in database: Database) throws {
        let record = try SessionRecord.find(person.session, in: database)
        guard let record, record.accountState == "active", (.zero..<life).contains(now.since(record.verifiedAt)) else {
            throw VaultFailure(.confirmationNeeded)
        }
    }
}

extension Vault {
    /// Whether the password was proven in this session within the last minutes.
    public func isConfirmed(_ person: SignedInPerson) async throws -> Bool {
        try await catalog.read { database in
            do {
                try StepUp.require(person, now: clock.now(), in: database)
                return true
            } catch let failure as VaultFailure where failure.code == .confirmationNeeded {
                return false
            }
        }
    }

    /// Somebody proves the password once more, and the session goes on under a new token.
    ///
    /// - Returns: the token for the cookie.
    /// - Throws: `signInRefused`, `signInDelayed`, `busy`.
    public func confirm(_ password: SecretText, of person: SignedInPerson) async throws -> SecretText {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await PasswordProof(vault: self, person: person, kind: .identityConfirmed).check(password)
        return try await catalog.write { database in
            guard let listed = try SessionListing.find(person.session, of: person.account, in: database) else {
                throw VaultFailure(.sessionEnded)
            }
            let token = try SessionToken()
            let new = try token.reference()
            func moved(_ column: String, _ sealed: [UInt8]?) throws -> [UInt8]? {
                guard let sealed else { return nil }
                let text = try keys.directory.openText(sealed, at: SessionRecord.address(column, of: person.session))
                return try keys.directory.seal(text: text, at: SessionRecord.address(column, of: new))
            }
            let factorAt = try SessionRecord.find(person.session, in: database)?.factorAt
            _ = try SessionRecord.delete(person.session, in: database)
            try SessionRecord.insert(
                NewSession(
                    reference: new, account: person.account, mode: listed.mode,
                    source: try moved("source", listed.source) ?? [], browser: try moved("browser", listed.browser),
                    createdAt: listed.createdAt, now: clock.now(), endsAt: listed.endsAt, factorAt: factorAt,
                    former: person.session),
                into: database)
            try journal.record(AuditEvent(.identityConfirmed, owner: person.account), by: .person(person), in: database)
            return SecretText(token.text)
        }
    }
}
