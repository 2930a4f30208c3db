import GRDB

extension Vault {
    /// The newest messages, without a word about to whom and what.
    ///
    /// - Throws: `denied`.
    public func notices(limit: Int = 100, by actor: Actor) async throws -> [NoticeSummary] {
        try await require(actor, .sendNotices, on: .service)
        return try await catalog.read { try NoticeSummary.newest(min(max(limit, 1), 10_000), in: $0) }
    }

    /// How many messages stand where.
    ///
    /// - Throws: `denied`.
    public func noticeCounts(by actor: Actor) async throws -> NoticeCounts {
        try await require(actor, .readStatus, on: .service)
        let since = clock.now() - .days(1)
        return try await catalog.read { try NoticeCounts(since: since, $0) }
    }

    /// Puts a message for trials into the outbox.
    ///
    /// - Throws: `denied`, `channelNotOffered`, `fieldUnusable`.
    public func sendTestNotice(
        by channel: Notice.Channel, to recipient: String, language: String, actor: Actor
    ) async throws -> NoticeID {
        try await require(actor, .sendNotices, on: .service)
        let language = try LanguageCode.checked(language)
        return try await change { database in
            let notice = Notice(.test, by: channel, to: recipient, language: language)
            return try outbox.enqueue(notice, in: database)
        }
    }

    /// Where a message stands; for the one who sent it for trial.
    ///
    /// - Throws: `denied`; `notFound` for one that there is not.
    public func notice(_ id: NoticeID, by actor: Actor) async throws -> NoticeSummary {
        try await require(actor, .sendNotices, on: .service)
        guard let notice = try await catalog.read({ try NoticeSummary.find(id, in: $0) }) else {
            throw VaultFailure(.notFound)
        }
        return notice
    }
}

/// A message as operators see it.
public struct NoticeSummary: Sendable, Equatable {
    public let id: NoticeID
    public let channel: Notice.Channel
    /// Nil for a sort that this version does not know: a later or an earlier one wrote it. It is not sent.
    public let purpose: NoticePurpose?
    public let state: NoticeState
    public let failure: DeliveryFailure?
    public let attempts: Int
    public let createdAt: Moment
    /// When it is tried next; nil once it is done.
    public let nextAt: Moment?
    public let doneAt: Moment?
}

/// How many messages stand where.
public struct NoticeCounts: Sendable, Equatable {
    /// To be sent, or to be tried again.
    public let waiting: Int
    /// When the oldest of them was written.
    public let oldestWaiting: Moment?
    /// Of the last day.
    public let sent: Int
    /// Given up or expired in the last day.
    public let failed: Int
}
