import GRDB

/// The table `outbox`.
enum OutboxRecord {
    /// A message that is put in.
    struct New {
        let id: NoticeID
        let notice: Notice
        let recipient: [UInt8]
        let content: [UInt8]
        let now: Moment
    }

    static func insert(_ new: New, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO outbox (id, channel, purpose, language, account, recipient, content, created_at, not_before,
                    expires_at, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')
                """,
            arguments: [
                new.id.blob, new.notice.channel.rawValue, new.notice.purpose.rawValue, new.notice.language,
                new.notice.account.map(\.blob), new.recipient.blob, new.content.blob, new.now.milliseconds,
                new.now.milliseconds, (new.now + new.notice.lifetime).milliseconds,
            ])
    }

    /// What a message is read from.
    private static let columns =
        "id, channel, purpose, language, account, recipient, content, created_at, expires_at, attempts, uncertain"

    /// Messages of a channel that can be sent now and are still worth it, those that expire first in front.
    ///
    /// - Parameter clockIsBelieved: where it is not, news are sent whatever their age.
    static func due(
        _ channel: Notice.Channel, now: Moment, clockIsBelieved: Bool = true, limit: Int, in database: Database
    ) throws -> [Row] {
        let secrets = NoticePurpose.allCases.filter(\.isSecret).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM outbox
                WHERE channel = ? AND state = 'waiting' AND done_at IS NULL AND not_before <= ?
                    AND (expires_at > ? OR (NOT ? AND purpose NOT IN (\(secrets))))
                ORDER BY expires_at, created_at
                LIMIT ?
                """,
            arguments: [channel.rawValue, now.milliseconds, now.milliseconds, clockIsBelieved, limit])
    }

    /// Marks a message as being sent, before anything is sent.
    static func claim(_ id: NoticeID, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempted_at = ? WHERE id = ?",
            arguments: [moment.milliseconds, id.blob])
    }

    /// Ends a message and removes what it said.
    static func finish(
        _ id: NoticeID, _ state: NoticeState, because failure: DeliveryFailure?, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE outbox SET state = ?, failure = ?, done_at = ?, recipient = NULL, content = NULL WHERE id = ?
                """,
            arguments: [state.rawValue, failure?.rawValue, moment.milliseconds, id.blob])
    }

    /// Lets a message wait for another try.
    static func postpone(
        _ message: OutgoingNotice, to moment: Moment, because failure: DeliveryFailure, in database: Database
    ) throws {
        let uncertain = message.uncertain + (OutboxRules.mayHaveLeft(failure, by: message.channel) ? 1 : 0)
        try database.execute(
            sql: "UPDATE outbox SET state = 'waiting', failure = ?, not_before = ?, uncertain = ? WHERE id = ?",
            arguments: [failure.rawValue, moment.milliseconds, uncertain, message.id.blob])
    }

    /// Messages that a stop of the service left claimed.
    static func claimed(_ database: Database) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM outbox WHERE state = 'sending' AND done_at IS NULL
                """)
    }

    /// Messages whose time is over.
    static func overdue(now: Moment, in database: Database) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql:
                "SELECT id, channel, purpose, account FROM outbox WHERE state = 'waiting' AND done_at IS NULL AND expires_at <= ?",
            arguments: [now.milliseconds])
    }

    /// Whether a message of this sort was written to a person since a moment.
    static func contains(
        _ purpose: NoticePurpose, of account: AccountID, since moment: Moment, in database: Database
    ) throws -> Bool {
        try Int.fetchOne(
            database, sql: "SELECT 1 FROM outbox WHERE account = ? AND created_at > ? AND purpose = ? LIMIT 1",
            arguments: [account.blob, moment.milliseconds, purpose.rawValue]) != nil
    }

    /// How many tries there were by a channel since a moment.
    static func tries(_ channel: Notice.Channel, since moment: Moment, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM outbox WHERE channel = ? AND attempted_at > ?",
            arguments: [channel.rawValue, moment.milliseconds]) ?? 0
    }

    /// When the next message of a channel is to be sent; nil where none waits.
    static func next(_ channel: Notice.Channel, in database: Database) throws -> Moment? {
        try Int64.fetchOne(
            database, sql: "SELECT MIN(not_before) FROM outbox WHERE channel = ? AND state = 'waiting' AND done_at IS NULL",
            arguments: [channel.rawValue]
        ).map(Moment.init(milliseconds:))
    }

    /// Removes what was done before a moment.
    static func sweep(before moment: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM outbox WHERE done_at < ?", arguments: [moment.milliseconds])
    }
}
