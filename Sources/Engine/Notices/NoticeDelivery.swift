import GRDB
import Logging

/// Empties the outbox: claims what is due, hands it over, notes what came of it. One for an open vault. Each channel
/// goes its own way: a mail server that lets one wait does not hold up codes by SMS.
public struct NoticeDelivery: Sendable {
    /// Messages that are handed over at the same time by one channel.
    static let together = 2
    /// How long what is due is still begun after the service was told to stop.
    var longestDrain = Duration.seconds(5)

    let vault: Vault
    let renderer: any NoticeRenderer
    let carriers: NoticeCarriers
    let sleeper: any Sleeper

    /// A delivery for `vault`, with the words of `renderer`.
    ///
    /// - Parameter post: the socket of the processes that send, where this one is to have no network.
    public init(
        _ vault: Vault, renderer: any NoticeRenderer, post: String? = nil, sleeper: any Sleeper = RealSleeper()
    ) {
        self.vault = vault
        self.renderer = renderer
        self.carriers = NoticeCarriers(vault.settings, post: post)
        self.sleeper = sleeper
    }

    /// Sends what is put in until it is cancelled. What has begun then is finished, and what is due is sent as long as
    /// that takes five seconds at most; the rest waits for the next start.
    public func run() async {
        await undisturbed { try await takeUp() }
        await withTaskGroup(of: Void.self) { group in
            for channel in Notice.Channel.allCases { group.addTask { await run(channel) } }
        }
    }

    private func run(_ channel: Notice.Channel) async {
        while !Task.isCancelled {
            await undisturbed { try await sendDue(by: channel, until: nil) }
            await pause(channel)
        }
        let end = ContinuousClock.now + longestDrain
        await undisturbed { try await sendDue(by: channel, until: end) }
    }

    /// Runs it whether or not this task is cancelled: a message that was claimed must be noted.
    private func undisturbed(_ body: @escaping @Sendable () async throws -> Void) async {
        await Task { [logger = vault.logger] in
            do {
                try await body()
            } catch {
                logger.error("Messages could not be sent.", metadata: ["cause": "\(error)"])
            }
        }.value
    }

    private func pause(_ channel: Notice.Channel) async {
        let now = vault.clock.now()
        // A full disk and the like: look again in a while.
        let next = (try? await vault.catalog.read { try OutboxRecord.next(channel, in: $0) }) ?? now + .hours(1)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await vault.outboxBells[channel].wait() }
            group.addTask { try? await sleeper.sleep(until: max(next, now + .seconds(1)), now: now) }
            await group.next()
            group.cancelAll()
        }
    }

    // MARK: What a stop left behind

    /// Messages that were being sent when the service ended: nobody knows whether they were.
    func takeUp() async throws {
        let now = vault.clock.now()
        let maySweep = try await vault.mayEndForAge()
        try await vault.catalog.write { database in
            for row in try OutboxRecord.claimed(database) {
                guard let message = try readable(row, in: database) else { continue }
                let (outcome, attempts): (DeliveryOutcome, Int) = (.unknown, row["attempts"])
                let step = OutboxRules.step(after: outcome, of: message, attempts: attempts, now: now, chance: 0.5)
                try note(step, message, in: database)
            }
            if maySweep { try OutboxRecord.sweep(before: now - OutboxRules.kept, in: database) }
        }
    }

    // MARK: Sending

    /// Sends everything that is due, as fast as the settings allow.
    ///
    /// - Parameter end: nothing is begun after it.
    func sendDue(until end: ContinuousClock.Instant?) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for channel in Notice.Channel.allCases { group.addTask { try await sendDue(by: channel, until: end) } }
            try await group.waitForAll()
        }
    }

    private func sendDue(by channel: Notice.Channel, until end: ContinuousClock.Instant?) async throws {
        try await expire()
        while end.map({ .now < $0 }) ?? true {
            guard try await sendBatch(by: channel) else { return }
        }
    }

    /// - Returns: whether there was anything.
    private func sendBatch(by channel: Notice.Channel) async throws -> Bool {
        guard let batch = try await claim(channel) else { return false }
        await withTaskGroup(of: Void.self) { group in
            for message in batch { group.addTask { await send(message) } }
        }
        return true
    }

    /// Claimed before anything is sent: a stop in the middle is then known to have been one. Nil where nothing can be
    /// sent now; empty where all that was due could not be read.
    private func claim(_ channel: Notice.Channel) async throws -> [OutgoingNotice]? {
        let now = vault.clock.now()
        let rate = channel == .email ? vault.settings.mail.perMinute : vault.settings.sms.perMinute
        // A read first: an idle service need not take the writer's turn.
        let isBelieved = try await vault.mayEndForAge()
        let isAnyDue = try await vault.catalog.read {
            try !OutboxRecord.due(channel, now: now, clockIsBelieved: isBelieved, limit: 1, in: $0).isEmpty
        }
        guard isAnyDue else { return nil }
        return try await vault.catalog.write { database in
            let allowed = rate - (try OutboxRecord.tries(channel, since: now - .minutes(1), in: database))
            let limit = min(Self.together, max(0, allowed))
            let rows = try OutboxRecord.due(
                channel, now: now, clockIsBelieved: isBelieved, limit: limit, in: database)
            guard !rows.isEmpty else { return nil }
            return try rows.compactMap { row in
                guard let message = try readable(row, in: database) else { return nil }
                try OutboxRecord.claim(message.id, at: now, in: database)
                return message
            }
        }
    }

    private func send(_ message: OutgoingNotice) async {
        let carried = await carry(message)
        let attempts = message.attempts + 1
        do {
            try await vault.catalog.write { database in
                let step = OutboxRules.step(
                    after: carried.outcome, of: message, attempts: attempts, now: vault.clock.now(),
                    chance: Double.random(in: 0...1))
                try note(step, message, in: database)
                tell(step, message, attempts, carried.cause)
            }
        } catch {
            // It stays claimed, and is taken for unknown at the next start.
            vault.logger.error("What came of a message could not be noted.", metadata: ["cause": "\(error)"])
        }
    }

    private func carry(_ message: OutgoingNotice) async -> CarriedNotice {
        guard let carrier = carriers.carrier(of: message.channel) else {
            return CarriedNotice(.retry(.switchedOff), "the channel is off")
        }
        let rendered = RenderedNotice(
            id: message.id, recipient: message.recipient,
            text: renderer.text(
                message.purpose, values: message.values, language: message.language, channel: message.channel),
            senderName: renderer.senderName, writtenAt: message.createdAt)
        do {
            return try await vault.pools.post.run { carrier.carry(rendered) }
        } catch {
            // It was refused by our own queue, and never left.
            return CarriedNotice(.retry(.tryLater), "the pool is busy or stopping")
        }
    }

    // MARK: Noting

    /// Gives up what is worth nothing any more. While the clock is in doubt only secrets: news come late rather than not.
    private func expire() async throws {
        let now = vault.clock.now()
        let isAny = try await vault.catalog.read { try !OutboxRecord.overdue(now: now, in: $0).isEmpty }
        guard isAny else { return }
        let isBelieved = try await vault.mayEndForAge()
        try await vault.catalog.write { database in
            for row in try OutboxRecord.overdue(now: now, in: database)
            where isBelieved || NoticePurpose(rawValue: row["purpose"])?.isSecret ?? true {
                let id: NoticeID = try row.identifier("id")
                try OutboxRecord.finish(id, .expired, because: nil, at: now, in: database)
                try journal(.noticeFailed, row, reason: NoticeState.expired.rawValue, in: database)
            }
        }
    }

    private func note(_ step: OutboxRules.Step, _ message: OutgoingNotice, in database: Database) throws {
        let now = vault.clock.now()
        switch step {
        case .done:
            try OutboxRecord.finish(message.id, .sent, because: nil, at: now, in: database)
            try journal(.noticeSent, message, reason: nil, in: database)
        case .again(let moment, let failure):
            try OutboxRecord.postpone(message, to: moment, because: failure, in: database)
        case .giveUp(let state, let failure):
            try OutboxRecord.finish(message.id, state, because: failure, at: now, in: database)
            try journal(.noticeFailed, message, reason: failure.rawValue, in: database)
        }
    }

    private func journal(
        _ kind: AuditEvent.Kind, _ message: OutgoingNotice, reason: String?, in database: Database
    ) throws {
        var details: [AuditEvent.Detail: String] = [
            .method: message.channel.rawValue, .action: message.purpose.rawValue,
        ]
        details[.reason] = reason
        let event = AuditEvent(kind, reason == nil ? .ok : .failed, owner: message.account, details: details)
        try vault.journal.record(event, by: .schedule, in: database)
    }

    private func journal(_ kind: AuditEvent.Kind, _ row: Row, reason: String, in database: Database) throws {
        let details: [AuditEvent.Detail: String] = [.method: row["channel"], .action: row["purpose"], .reason: reason]
        let owner = row.bytes("account").flatMap { AccountID(bytes: $0) }
        try vault.journal.record(AuditEvent(kind, .failed, owner: owner, details: details), by: .schedule, in: database)
    }

    /// Says it in the log: never who, never what.
    private func tell(_ step: OutboxRules.Step, _ message: OutgoingNotice, _ attempts: Int, _ cause: String) {
        var facts: Logger.Metadata = [
            "notice": "\(message.id)", "purpose": "\(message.purpose.rawValue)", "channel": "\(message.channel.rawValue)",
            "attempts": "\(attempts)", "cause": "\(cause)",
        ]
        switch step {
        case .done: vault.logger.debug("A message was sent.", metadata: facts)
        case .again(_, let failure):
            facts["failure"] = "\(failure.rawValue)"
            vault.logger.notice("A message will be tried again.", metadata: facts)
        case .giveUp(let state, let failure):
            facts["failure"] = "\(failure.rawValue)"
            facts["state"] = "\(state.rawValue)"
            vault.logger.warning("A message was not sent.", metadata: facts)
        }
    }

    // MARK: Opening

    /// The message of a row. One that cannot be read is given up here, so that it holds no other up.
    private func readable(_ row: Row, in database: Database) throws -> OutgoingNotice? {
        do {
            return try opened(row)
        } catch let failure as VaultFailure {
            let id: NoticeID = try row.identifier("id")
            try OutboxRecord.finish(id, .failed, because: .unreadable, at: vault.clock.now(), in: database)
            try journal(.noticeFailed, row, reason: DeliveryFailure.unreadable.rawValue, in: database)
            vault.logger.error(
                "A message cannot be read and was given up.",
                metadata: ["notice": "\(id)", "cause": "\(failure.code.rawValue)"])
            return nil
        }
    }

    private func opened(_ row: Row) throws -> OutgoingNotice {
        let id: NoticeID = try row.identifier("id")
        guard let channel = Notice.Channel(rawValue: row["channel"]), let purpose = NoticePurpose(rawValue: row["purpose"]),
            let recipient = row.bytes("recipient"), let content = row.bytes("content")
        else { throw VaultFailure(.catalogDamaged, ["reason": "a message cannot be read"]) }
        let directory = vault.keys.directory
        return OutgoingNotice(
            id: id, purpose: purpose, channel: channel,
            recipient: try directory.openText(recipient, at: Outbox.address("recipient", of: id)),
            language: row["language"],
            values: try NoticeContent(decoding: directory.open(content, at: Outbox.address("content", of: id))).values,
            account: row.bytes("account").flatMap { AccountID(bytes: $0) },
            createdAt: Moment(milliseconds: row["created_at"]), expiresAt: Moment(milliseconds: row["expires_at"]),
            attempts: row["attempts"], uncertain: row["uncertain"])
    }
}
