import GRDB

/// Where a code of one kind goes.
struct CodeRecipient: Sendable {
    let channel: Notice.Channel
    let address: String
    let language: String
}

extension Vault {
    /// Where the account gets codes of this kind; nil where it has no such contact or the service sends none this way.
    func recipient(
        of account: AccountID, for kind: SecondFactorKind, in database: Database
    ) throws -> CodeRecipient? {
        guard kind.isSent else { return nil }
        let channel: Notice.Channel = kind == .sms ? .sms : .email
        guard channels.offers(channel), let contacts = try AccountContacts.find(account, keys: keys, in: database) else {
            return nil
        }
        return contacts.recipient(by: channel).map {
            CodeRecipient(channel: channel, address: $0, language: contacts.language)
        }
    }

    /// Tells a person by every channel that what protects the account was changed: whoever did not do it learns of it.
    func tellOfChange(_ account: AccountID, in database: Database) throws {
        try outbox.notify(account, .securityChanged, values: [.moment: NoticeValue.text(clock.now())], in: database)
    }
}
