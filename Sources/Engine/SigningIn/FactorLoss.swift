import GRDB

/// Takes away all second factors of an account whose person has lost what makes their codes. Every way that leads here
/// has proven two things before: a card and its PIN, two professionals and the person between them, a manager who
/// confirmed the password and has the person before them, the operator at the machine. A card that was made with the
/// password alone has waited besides. A message to a number or an address is one thing, and never leads here
/// (security.md 2.4).
struct FactorLoss {
    /// Who let it happen; part of the event.
    enum Way: String, Sendable {
        case card, assisted, manager, `operator`
    }

    let vault: Vault
    let account: AccountID
    let way: Way

    /// Within the transaction of `database`: the factors, the codes on paper and on their way, the trust in browsers and
    /// what was half signed in end; the number counts as lost; the event is written and the person told on every channel.
    ///
    /// - Parameters:
    ///   - item: the habilitation through which a manager does it.
    ///   - structure: the structure of that manager.
    /// - Throws: `notFound` where there is no factor to take away.
    func take(
        by actor: Actor, item: [UInt8]? = nil, structure: StructureID? = nil, in database: Database
    ) throws {
        let kinds = try SecondFactorRecord.active(of: account, in: database).map(\.kind)
        guard !kinds.isEmpty else { throw VaultFailure(.notFound) }
        try SecondFactorRecord.deleteAll(of: account, in: database)
        try SentCodeRecord.deleteAll(of: account, in: database)
        try HalfSessionRecord.deleteAll(of: account, in: database)
        try DeviceRecord.distrustAll(of: account, in: database)
        let now = vault.clock.now()
        try AccountRecord.setPhoneLost(at: now, of: account, in: database)
        let details: [AuditEvent.Detail: String] = [.method: way.rawValue, .count: String(kinds.count)]
        try vault.journal.record(
            AuditEvent(.secondFactorsTakenAway, owner: account, item: item, structure: structure, details: details),
            by: actor, in: database)
        try vault.outbox.notify(account, .factorsTakenAway, values: [.moment: NoticeValue.text(now)], in: database)
    }
}

extension SecondFactorRecord {
    /// Deletes those that count and those that were only begun, and the codes on paper.
    static func deleteAll(of account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM second_factor WHERE account = ?", arguments: [account.blob])
        try PrintedCodes.deleteAll(of: account, in: database)
    }
}

extension AccountRecord {
    /// Notes that the telephone is not in its holder's hands any more, or (nil) that it is again: codes for a new
    /// password go to it or not.
    static func setPhoneLost(at moment: Moment?, of account: AccountID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE account SET phone_lost_at = ? WHERE id = ?", arguments: [moment?.milliseconds, account.blob])
    }

    /// Whether the telephone was said to be lost.
    static func isPhoneLost(_ account: AccountID, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM account WHERE id = ? AND phone_lost_at IS NOT NULL", arguments: [account.blob])
            != nil
    }
}
