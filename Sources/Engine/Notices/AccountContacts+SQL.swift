import GRDB

/// How a person can be reached.
struct AccountContacts: Sendable {
    let email: String?
    let phone: String?
    let language: String

    /// The contacts of an account; nil where there is none.
    static func find(_ account: AccountID, keys: ServiceKeys, in database: Database) throws -> AccountContacts? {
        let row = try Row.fetchOne(
            database, sql: "SELECT email, phone, language FROM account WHERE id = ?", arguments: [account.blob])
        guard let row else { return nil }
        func text(_ column: String) throws -> String? {
            try row.bytes(column).map { try keys.directory.openText($0, at: AccountRecord.address(column, of: account)) }
        }
        return AccountContacts(email: try text("email"), phone: try text("phone"), language: row["language"])
    }

    /// The address or number for a channel; nil also where nothing can be sent to what is stored.
    func recipient(by channel: Notice.Channel) -> String? {
        stored(for: channel).flatMap { Recipient.isUsable($0, by: channel) ? $0 : nil }
    }

    /// Whether there is an address or number that nothing can be sent to.
    func isUnusable(_ channel: Notice.Channel) -> Bool {
        stored(for: channel) != nil && recipient(by: channel) == nil
    }

    private func stored(for channel: Notice.Channel) -> String? {
        switch channel {
        case .email: email
        case .sms: phone
        }
    }
}
