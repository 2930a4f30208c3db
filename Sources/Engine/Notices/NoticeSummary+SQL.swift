import GRDB

extension NoticeSummary {
    private static let columns = """
        SELECT id, channel, purpose, state, failure, attempts, created_at, not_before, done_at FROM outbox
        """

    static func newest(_ limit: Int, in database: Database) throws -> [NoticeSummary] {
        try Row.fetchAll(database, sql: "\(columns) ORDER BY created_at DESC, id LIMIT ?", arguments: [limit])
            .map { try NoticeSummary($0) }
    }

    static func find(_ id: NoticeID, in database: Database) throws -> NoticeSummary? {
        try Row.fetchOne(database, sql: "\(columns) WHERE id = ?", arguments: [id.blob]).map { try NoticeSummary($0) }
    }

    private init(_ row: Row) throws {
        guard let channel = Notice.Channel(rawValue: row["channel"]), let state = NoticeState(rawValue: row["state"])
        else { throw VaultFailure(.catalogDamaged, ["reason": "a message cannot be read"]) }
        let done = (row["done_at"] as Int64?).map(Moment.init(milliseconds:))
        self.init(
            id: try row.identifier("id"), channel: channel, purpose: NoticePurpose(rawValue: row["purpose"]), state: state,
            failure: (row["failure"] as String?).flatMap(DeliveryFailure.init), attempts: row["attempts"],
            createdAt: Moment(milliseconds: row["created_at"]),
            nextAt: done == nil ? Moment(milliseconds: row["not_before"]) : nil, doneAt: done)
    }
}

extension NoticeCounts {
    init(since moment: Moment, _ database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) FILTER (WHERE done_at IS NULL) AS waiting,
                    min(created_at) FILTER (WHERE done_at IS NULL) AS oldest,
                    count(*) FILTER (WHERE state = 'sent' AND done_at >= :since) AS sent,
                    count(*) FILTER (WHERE state IN ('failed', 'expired') AND done_at >= :since) AS failed
                FROM outbox
                """,
            arguments: ["since": moment.milliseconds])
        self.init(
            waiting: row?["waiting"] ?? 0,
            oldestWaiting: (row?["oldest"] as Int64?).map(Moment.init(milliseconds:)),
            sent: row?["sent"] ?? 0, failed: row?["failed"] ?? 0)
    }
}
