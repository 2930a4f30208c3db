import GRDB

extension Vault {
    /// Tells a holder what others just did in the safe: by e-mail where there is an address, else by SMS; once a day for
    /// each kind, since the journal has the rest; not at all where the holder wants none.
    func tellHolder(_ holder: AccountID, _ purpose: NoticePurpose, in database: Database) throws {
        guard try !AccountRecord.isQuiet(holder, in: database),
            let contacts = try AccountContacts.find(holder, keys: keys, in: database)
        else { return }
        let way = [Notice.Channel.email, .sms].first { channels.offers($0) && contacts.recipient(by: $0) != nil }
        guard let way, let recipient = contacts.recipient(by: way) else { return }
        let now = clock.now()
        let subject = try keys.index.value(column: "attempt.news", of: "\(holder.text)\n\(purpose.rawValue)")
        let day = now - LockoutRules.memory
        guard try Attempts.earliest(ofLast: 1, subject, since: day, in: database) == nil else { return }
        try Attempts.add(subject, at: now, in: database)
        try outbox.enqueue(
            Notice(
                purpose, by: way, to: recipient, language: contacts.language, values: [.moment: NoticeValue.text(now)],
                account: holder),
            in: database)
    }

    /// Whether the person wants to be told what others do in the safe.
    public func wantsNews(_ person: SignedInPerson) async throws -> Bool {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read { try !AccountRecord.isQuiet(person.account, in: $0) }
    }

    /// Switches messages about what others do in the safe on or off. Messages about passwords, second factors and
    /// contacts are always sent.
    public func setWantsNews(_ wants: Bool, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await change { database in
            try AccountRecord.setQuiet(!wants, of: person.account, in: database)
            let event = AuditEvent(.newsSwitched, owner: person.account, details: [.mode: wants ? "on" : "off"])
            try journal.record(event, by: .person(person), in: database)
        }
    }
}

extension AccountRecord {
    static func isQuiet(_ account: AccountID, in database: Database) throws -> Bool {
        try Row.fetchOne(database, sql: "SELECT 1 FROM account WHERE id = ? AND is_quiet", arguments: [account.blob]) != nil
    }

    static func setQuiet(_ isQuiet: Bool, of account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE account SET is_quiet = ? WHERE id = ?", arguments: [isQuiet, account.blob])
    }
}
