import GRDB

/// How often an assisted reset may be begun in 24 hours. Each start sends a message to every channel of the holder:
/// whoever may begin must not be able to flood them. One professional alone does not use up the day of the others, so
/// that a colleague can still help.
struct AssistedResetStarts {
    /// By one professional for one holder.
    static let mostByOne = 3
    /// For one holder, by whomever.
    static let mostForHolder = 9

    /// For one holder, those included that were taken back: each of them sent its messages.
    static let mostMessages = 15

    private let limits: [(subject: [UInt8], most: Int)]
    private let messages: (subject: [UInt8], most: Int)

    init(by helper: AccountID, for holder: AccountID, _ index: BlindIndex) throws {
        let pair = "\(helper.text)\n\(holder.text)"
        limits = [
            (try index.value(column: "attempt.assisted-starts-by", of: pair), Self.mostByOne),
            (try index.value(column: "attempt.assisted-starts", of: holder.text), Self.mostForHolder),
        ]
        messages = (try index.value(column: "attempt.assisted-messages", of: holder.text), Self.mostMessages)
    }

    /// Counts one more.
    ///
    /// - Throws: `resetTooOften`, with the minutes to wait.
    func count(at now: Moment, in database: Database) throws {
        let all = limits + [messages]
        let rest = try all.compactMap { try Attempts.rest(after: $0.most, in: $0.subject, now: now, database) }.max()
        if let rest { throw VaultFailure.resting(.resetTooOften, for: rest) }
        for limit in all { try Attempts.add(limit.subject, at: now, in: database) }
    }

    /// The one of a moment does not count any more.
    func takeBack(_ moment: Moment, in database: Database) throws {
        for limit in limits { try Attempts.remove(limit.subject, at: moment, in: database) }
    }
}
