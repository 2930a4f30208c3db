import GRDB

extension Vault {
    /// A professional who follows a person says that the account is still needed: what was told of its end is over, and
    /// one that was disabled is open again. Nothing is done where nothing of the sort was about to be (ACC-12).
    ///
    /// - Throws: `notFound` for whoever is not followed.
    public func keepAccount(of holder: AccountID, by actor: Actor) async throws {
        _ = try await safe(of: holder, for: .keepAccount, by: actor)
        try await change { database in
            let facts = try facts(of: holder, for: actor, in: database)
            try AccessPolicy.require(actor, .keepAccount, on: .safe(facts))
            let structure = facts.relation.structures.min { $0.text < $1.text }
            let opened = AuditEvent(.accountEnabled, owner: holder, structure: structure)
            if try wake(holder, by: actor, noting: opened, in: database) { return }
            let use = try AccountUse.find(holder, now: clock.now(), in: database)
            guard let use, use.stage != .used else { return }
            try journal.record(AuditEvent(.accountKept, owner: holder, structure: structure), by: actor, in: database)
        }
    }

    /// What becomes of an account; nil while it is in use.
    func unusedStanding(of holder: AccountID, in database: Database) throws -> UnusedStanding? {
        try AccountUse.find(holder, now: clock.now(), in: database).flatMap {
            UnusedStanding($0.stage, since: $0.since, settings.unusedAccountRules)
        }
    }

    /// Opens an account again that was disabled because nobody used it. Its holder is told on every channel.
    ///
    /// - Parameter event: where more is to be told than that it was opened.
    /// - Returns: whether it was opened now.
    func wake(
        _ account: AccountID, by actor: Actor, noting event: AuditEvent? = nil, in database: Database
    ) throws -> Bool {
        guard try AccountState.wake(account, in: database) else { return false }
        try journal.record(event ?? AuditEvent(.accountEnabled, owner: account), by: actor, in: database)
        try outbox.notify(account, .accountReopened, values: [.moment: NoticeValue.text(clock.now())], in: database)
        return true
    }
}
