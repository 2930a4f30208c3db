import GRDB
import Logging

/// Messages on their way out: written in the transaction of the act that they tell of, sent afterwards by
/// `NoticeDelivery`. Recipient and values are sealed, and removed as soon as the message is sent or given up.
public struct Outbox: Sendable {
    let catalog: Catalog
    let keys: ServiceKeys
    let clock: any WallClock
    let channels: NoticeChannels
    let bells: OutboxBells
    let logger: Logger

    /// Puts a message into the outbox, within the transaction of `database`; it is sent once that is durable.
    ///
    /// - Throws: `channelNotOffered`, `fieldUnusable` for a recipient that is none.
    @discardableResult
    func enqueue(_ notice: Notice, in database: Database) throws -> NoticeID {
        guard channels.offers(notice.channel) else {
            throw VaultFailure(.channelNotOffered, ["channel": notice.channel.rawValue])
        }
        let id = NoticeID()
        let recipient = try Recipient(notice.recipient, channel: notice.channel).text
        let content = try NoticeContent(values: notice.values).encoded()
        let now = clock.now()
        try OutboxRecord.insert(
            OutboxRecord.New(
                id: id, notice: notice,
                recipient: try keys.directory.seal(text: recipient, at: Self.address("recipient", of: id)),
                content: try keys.directory.seal(content, at: Self.address("content", of: id)), now: now),
            into: database)
        database.afterNextTransaction { [bell = bells[notice.channel]] _ in bell.ring() }
        return id
    }

    /// Tells the person of an account by every channel that is offered and that the person has given. News never undo
    /// the act that they tell of: a contact that nothing can be sent to is passed over.
    ///
    /// - Parameter isPadded: whether a channel by which the person cannot be reached costs as much as the others, for
    ///   whoever must not learn from the time what contacts the person has.
    /// - Returns: the channels; none where the person has given none, which is no failure.
    @discardableResult
    func notify(
        _ account: AccountID, _ purpose: NoticePurpose, values: [NoticeValue: String] = [:], isPadded: Bool = false,
        in database: Database
    ) throws -> Set<Notice.Channel> {
        guard let contacts = try AccountContacts.find(account, keys: keys, in: database) else { return [] }
        var used: Set<Notice.Channel> = []
        for channel in Notice.Channel.allCases where channels.offers(channel) {
            if contacts.isUnusable(channel) {
                logger.warning(
                    "An account has a contact that nothing can be sent to.",
                    metadata: ["account": "\(account)", "channel": "\(channel.rawValue)"])
            }
            let recipient = contacts.recipient(by: channel)
            guard recipient != nil || isPadded else { continue }
            let notice = Notice(
                purpose, by: channel, to: recipient ?? Recipient.nobody(by: channel), language: contacts.language,
                values: values, account: account)
            try database.inSavepoint {
                try enqueue(notice, in: database)
                return recipient == nil ? .rollback : .commit
            }
            if recipient != nil { used.insert(channel) }
        }
        return used
    }

    static func address(_ column: String, of id: NoticeID) -> FieldAddress {
        FieldAddress(table: "outbox", column: column, row: id.bytes)
    }
}

extension Vault {
    /// Messages on their way out.
    var outbox: Outbox {
        Outbox(catalog: catalog, keys: keys, clock: clock, channels: channels, bells: outboxBells, logger: logger)
    }

    /// The ways out that this service has: what is not here is not offered to anybody.
    public var channels: NoticeChannels { NoticeChannels(settings) }
}
