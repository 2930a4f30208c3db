import GRDB

/// The end of every way back in: a new password in the browser that has proven its right to choose one. Signs nobody
/// in, and leaves second factors as they are (security.md 2.4), unless the way back counts as two things and the holder
/// says that they are lost.
struct ResetCompletion {
    let vault: Vault
    let token: String?
    let password: SecretText
    /// Whether the holder says that what made the codes is lost.
    let losesFactors: Bool
    let source: RequestSource

    /// How long exports, shares and changes of contacts rest afterwards.
    static let frost = Duration.hours(24)

    /// - Returns: the identifier, for somebody who may have forgotten it too.
    /// - Throws: `resetUnusable`, `resetNotYet`, `passwordTooWeak`, `busy`; `notFound` where the way back may not take
    ///   second factors away.
    func run() async throws -> String {
        guard let browser = try ResetToken(token)?.digest() else { throw VaultFailure(.resetUnusable) }
        let account = try await vault.catalog.read { try provenAccount(browser, in: $0) }
        try await vault.requireGood(password, for: account)
        let hash = try await vault.passwords.hash(password)
        return try await vault.change { database in
            let now = vault.clock.now()
            let reset = try CredentialResetRecord.find(browser, now: now, in: database)
            guard try provenAccount(browser, in: database) == account, let way = reset?.way,
                let found = try FoundAccount.find(account, in: database), found.mayEnter
            else { throw VaultFailure(.resetUnusable) }
            try PasswordRecord.set(hash, of: account, mustChange: false, at: now, in: database)
            try endEverything(of: account, in: database)
            if way == .card { try RecoveryCardRecord.delete(account, in: database) }
            let isLossTaken = try takeFactors(reset, of: found, in: database)
            try AccountRecord.freeze(account, until: now + Self.frost, in: database)
            try vault.journal.record(
                AuditEvent(.resetDone, owner: account, details: [.method: way.rawValue]), by: .stranger(source), in: database
            )
            // One message is enough, and the graver one tells more.
            if !isLossTaken { try vault.tellOfChange(account, in: database) }
            return try found.loginName(vault.keys.directory).text
        }
    }

    private func provenAccount(_ browser: [UInt8], in database: Database) throws -> AccountID {
        let now = vault.clock.now()
        guard let reset = try CredentialResetRecord.find(browser, now: now, in: database), reset.provenAt != nil else {
            throw VaultFailure(.resetUnusable)
        }
        // First the time: a wrong answer to a secret question waits as a right one does.
        guard reset.opensAt <= now else { throw VaultFailure.resting(.resetNotYet, for: reset.opensAt.since(now)) }
        guard let account = reset.account else { throw VaultFailure(.resetUnusable) }
        return account
    }

    private func takeFactors(
        _ reset: CredentialResetRecord?, of found: FoundAccount, in database: Database
    ) throws -> Bool {
        guard losesFactors else { return false }
        guard let reset, reset.takesFactors, found.role == .beneficiary,
            let way = FactorLoss.Way(rawValue: reset.way.rawValue)
        else { throw VaultFailure(.notFound) }
        guard found.hasSecondFactor else { return false }
        try FactorLoss(vault: vault, account: found.id, way: way).take(by: .stranger(source), in: database)
        return true
    }

    /// Whoever was in is out, in every browser, and every other way in that was begun is void.
    private func endEverything(of account: AccountID, in database: Database) throws {
        try SessionRecord.deleteAll(of: account, in: database)
        try HalfSessionRecord.deleteAll(of: account, in: database)
        try DeviceRecord.deleteAll(of: account, in: database)
        try CredentialResetRecord.deleteAll(of: account, in: database)
        try AssistedResetRecord.delete(account, in: database)
    }
}

extension AccountRecord {
    /// From a reset on, exports, shares and changes of contacts rest for a time.
    static func freeze(_ id: AccountID, until end: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE account SET frozen_until = ? WHERE id = ?", arguments: [end.milliseconds, id.blob])
    }
}
