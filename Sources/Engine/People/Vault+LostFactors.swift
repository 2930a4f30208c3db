import GRDB

extension Vault {
    /// A manager takes away the second factors of a professional of their structure who has lost what makes the codes
    /// and is there in person. Open sessions end; where the role needs a second factor, the professional adds a new one
    /// at the next sign-in and does nothing before.
    ///
    /// Not for a professional who acts for another structure too: the factor also guards what people share with that
    /// other one, and a manager has no word there. The operator does it then.
    ///
    /// - Parameter version: of the habilitation that was looked at.
    /// - Throws: `notFound`, also where there is nothing to take away; `confirmationNeeded` and
    ///   `factorNeeded` where the manager has not proven password and second factor lately; `actsElsewhereToo`; `changedMeanwhile`.
    public func takeAwayFactors(of id: HabilitationID, version: Int, by person: SignedInPerson) async throws {
        _ = try await habilitation(id, for: .resetProfessionalFactors, by: person)
        try await change { database in
            let now = clock.now()
            guard let current = try HabilitationRecord.find(id, in: database) else { throw VaultFailure(.notFound) }
            try recheck(person, .resetProfessionalFactors, in: current.structure, database)
            try StepUp.requireBoth(person, now: now, in: database)
            guard current.state != .ended else { throw VaultFailure(.notFound) }
            guard current.version == version else { throw VaultFailure(.changedMeanwhile) }
            guard try !HabilitationRecord.hasOther(than: current, database) else { throw VaultFailure(.actsElsewhereToo) }
            try endWhatStandsOpen(of: current.account, in: database)
            try FactorLoss(vault: self, account: current.account, way: .manager).take(
                by: .person(person), item: id.bytes, structure: current.structure, in: database)
        }
    }

    /// The operator takes away the second factors of a manager, or of a professional whom no manager can help.
    ///
    /// Not of a beneficiary: the operating staff does not know them and does not open their safes. Their ways are the
    /// recovery card and two professionals.
    ///
    /// - Parameter name: the login name, or the account's id.
    /// - Returns: how many went; with 0 nothing was changed, and no session ended.
    /// - Throws: `denied`; `notFound` where there is no such account; `fieldUnusable` for a beneficiary.
    public func takeAwayFactors(ofStaff name: String, by actor: Actor) async throws -> Int {
        try await require(actor, .changeAccount, on: .service)
        return try await change { database in
            let account = try account(named: name, in: database)
            guard try AccountRecord.role(of: account, database) != .beneficiary else {
                throw VaultFailure(
                    .fieldUnusable,
                    ["field": "account", "reason": "a beneficiary comes back by the recovery card or by two professionals"])
            }
            let count = try SecondFactorRecord.active(of: account, in: database).count
            guard count > 0 else { return 0 }
            try endWhatStandsOpen(of: account, in: database)
            try FactorLoss(vault: self, account: account, way: .operator).take(by: actor, in: database)
            return count
        }
    }

    /// Sessions, and ways back in that somebody has begun.
    private func endWhatStandsOpen(of account: AccountID, in database: Database) throws {
        try AccountState.endSessions(of: account, in: database)
        try CredentialResetRecord.deleteAll(of: account, in: database)
    }
}
