import GRDB

/// A row of the table `contact_change`: a number or address that its person has not proven yet.
struct ContactChangeRecord: Sendable {
    let account: AccountID
    /// Only the session that began it may end it.
    let session: SessionReference
    let channel: Notice.Channel
    /// Sealed.
    let contact: [UInt8]
    let mark: [UInt8]
    let endsAt: Moment
    let tries: Int

    /// Codes that one account can send to new contacts in a day, and that one contact gets from all accounts together.
    static let mostADay = 5
}

extension ContactChangeRecord {
    /// The one of a session.
    static func find(_ person: SignedInPerson, in database: Database) throws -> ContactChangeRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM contact_change WHERE account = ? AND session = ?",
            arguments: [person.account.blob, person.session.digest.blob]
        ).map { row in
            guard let channel = Notice.Channel(rawValue: row["channel"]) else {
                throw VaultFailure(.catalogDamaged, ["reason": "unknown channel of a contact"])
            }
            return ContactChangeRecord(
                account: person.account, session: person.session, channel: channel, contact: row.bytes("contact") ?? [],
                mark: row.bytes("mark") ?? [], endsAt: Moment(milliseconds: row["ends_at"]), tries: row["tries"])
        }
    }

    func save(in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO contact_change (account, session, channel, contact, mark, ends_at, tries)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.blob, session.digest.blob, channel.rawValue, contact.blob, mark.blob, endsAt.milliseconds, tries,
            ])
    }

    static func noteTry(_ account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE contact_change SET tries = tries + 1 WHERE account = ?", arguments: [account.blob])
    }

    static func delete(_ account: AccountID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM contact_change WHERE account = ?", arguments: [account.blob])
    }

    static func sweep(now: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM contact_change WHERE ends_at <= ?", arguments: [now.milliseconds])
    }

    /// The place of the sealed contact.
    static func contactAddress(of account: AccountID) -> FieldAddress {
        FieldAddress(table: "contact_change", column: "contact", row: account.bytes)
    }
}

extension AccountRecord {
    private static func column(_ channel: Notice.Channel) -> String { channel == .sms ? "phone" : "email" }

    /// Puts a proven contact (nil: none) in the place of the present one.
    ///
    /// - Parameter start: before that it leads to no new password.
    static func setContact(
        _ contact: String?, by channel: Notice.Channel, of account: AccountID, goodFrom start: Moment?, keys: ServiceKeys,
        in database: Database
    ) throws {
        let column = column(channel)
        let sealed = try contact.map { try keys.directory.seal(text: $0, at: address(column, of: account)) }
        let index = try contact.map { try keys.index.value(column: "account.\(column)", of: $0) }
        try database.execute(
            sql: "UPDATE account SET \(column) = ?, \(column)_index = ?, \(column)_good_from = ? WHERE id = ?",
            arguments: [sealed.blob, index.blob, start?.milliseconds, account.blob])
        if channel == .sms { try setPhoneLost(at: nil, of: account, in: database) }
    }

    /// From when on a contact leads to a new password; nil: always.
    static func contactGoodFrom(_ channel: Notice.Channel, of account: AccountID, in database: Database) throws -> Moment? {
        try Int64.fetchOne(
            database, sql: "SELECT \(column(channel))_good_from FROM account WHERE id = ?", arguments: [account.blob]
        ).map(Moment.init(milliseconds:))
    }

    /// Whether nothing that leads to a new password may go to the account's contact: it is new, or said to be lost.
    static func contactRests(
        _ channel: Notice.Channel, of account: AccountID, now: Moment, in database: Database
    ) throws -> Bool {
        let isNew = try contactGoodFrom(channel, of: account, in: database).map { $0 > now } ?? false
        let isLost = try isPhoneLost(account, in: database)
        return isNew || (isLost && channel == .sms)
    }
}
