import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct OutboxTests {
    private static let code = "K7-PLUME-493218"

    /// A vault whose SMS come as files into `folder`.
    private func with(
        adjust: @Sendable (inout Settings) -> Void = { _ in }, _ body: (TemporaryVault, OwnFolder) async throws -> Void
    ) async throws {
        try await OwnFolder.with { folder in
            try await TemporaryVault.with(
                .withoutScanner,
                adjust: { settings in
                    settings.sms.gateway = "spool"
                    settings.sms.spool = folder.path
                    adjust(&settings)
                }
            ) { box in try await body(box, folder) }
        }
    }

    private func delivery(_ box: TemporaryVault) -> NoticeDelivery { .patient(box.vault) }

    private func enqueue(
        _ box: TemporaryVault, _ purpose: NoticePurpose = .signInCode, account: AccountID? = nil
    ) async throws -> NoticeID {
        let vault = box.vault
        return try await vault.change {
            let notice = Notice(
                purpose, by: .sms, to: "+33611223344", language: "fr", values: [.code: Self.code, .minutes: "5"],
                account: account)
            return try vault.outbox.enqueue(notice, in: $0)
        }
    }

    private func state(_ id: NoticeID, _ box: TemporaryVault) async throws -> NoticeSummary {
        try await box.vault.notice(id, by: TemporaryVault.staff)
    }

    /// Every byte that the store has on the disk, its write-ahead log included.
    private func bytesOnDisk(_ box: TemporaryVault) -> Data {
        ["", "-wal"].reduce(into: Data()) { all, suffix in
            all += FileManager.default.contents(atPath: box.settings.catalogFile + suffix) ?? Data()
        }
    }

    @Test func `a message leaves with the transaction that wrote it, once`() async throws {
        try await with { box, folder in
            let id = try await enqueue(box)
            #expect(try await state(id, box).state == .waiting)
            try await delivery(box).sendDue(until: nil)
            try await delivery(box).sendDue(until: nil)
            #expect(try await state(id, box).state == .sent)
            #expect(try await state(id, box).attempts == 1)
            #expect(folder.names == ["vaultd-\(id.text)"])
        }
    }

    @Test func `a transaction that fails sends nothing`() async throws {
        try await with { box, folder in
            let vault = box.vault
            await #expect(throws: VaultFailure(.fault)) {
                try await vault.change { database in
                    try vault.outbox.enqueue(Notice(.test, by: .sms, to: "+33611223344", language: "fr"), in: database)
                    throw VaultFailure(.fault)
                }
            }
            try await delivery(box).sendDue(until: nil)
            #expect(folder.names.isEmpty)
            #expect(try await vault.notices(by: TemporaryVault.staff).isEmpty)
        }
    }

    @Test func `neither code nor number is ever readable in the catalog, and both are gone once it is sent`() async throws {
        try await with { box, _ in
            let id = try await enqueue(box)
            let secrets = [Self.code, "33611223344"].map { Data($0.utf8) }
            let before = bytesOnDisk(box)
            #expect(secrets.allSatisfy { before.range(of: $0) == nil })
            try await delivery(box).sendDue(until: nil)
            let isEmpty = try await box.vault.catalog.read {
                try Bool.fetchOne(
                    $0, sql: "SELECT recipient IS NULL AND content IS NULL FROM outbox WHERE id = ?", arguments: [id.blob])
            }
            #expect(isEmpty == true)
            let after = bytesOnDisk(box)
            #expect(secrets.allSatisfy { after.range(of: $0) == nil })
        }
    }

    @Test func `no log line holds a code, a number or a text, whatever becomes of the message`() async throws {
        try await OwnFolder.with { folder in
            let log = LogLines()
            let clock = ManualClock(Moment(seconds: 1_795_000_000))
            var settings = Settings()
            settings.state = folder.path + "/state"
            settings.keys.file = folder.path + "/keys"
            settings.scanner.databases = folder.path
            settings.sms.gateway = "spool"
            settings.sms.spool = folder.path + "/nothing"
            let placement = KeyFilePlacement(allowInState: false, state: settings.state)
            _ = try KeyFile.create(path: settings.keys.file, placement: placement, now: clock.now())
            let vault = try await Vault.open(settings: settings, clock: clock, logger: log.logger)
            let id = try await vault.change {
                try vault.outbox.enqueue(
                    Notice(.resetCode, by: .sms, to: "+33611223344", language: "fr", values: [.code: Self.code]), in: $0)
            }
            let delivery = NoticeDelivery(vault, renderer: PlainWords())
            for _ in 0..<40 {
                try await delivery.sendDue(until: nil)
                clock.advance(by: .minutes(1))
            }
            try await vault.close()
            #expect(log.all.contains(id.text) && log.all.contains("tried again"))
            #expect(!log.all.contains(Self.code) && !log.all.contains("611223344") && !log.all.contains("code="))
        }
    }

    @Test func `a failure is tried again later and later, and given up when the message is worth nothing any more`()
        async throws
    {
        try await with(adjust: { $0.sms.spool = "/nothing/here" }) { box, _ in
            let id = try await enqueue(box)
            var tries: [Int] = []
            for _ in 0..<40 {
                try await delivery(box).sendDue(until: nil)
                tries.append(try await state(id, box).attempts)
                box.clock.advance(by: .seconds(10))
            }
            // Five minutes with waits of 15, 30, 60, 120 s, each spread by a quarter.
            #expect((4...6).contains(tries.last ?? 0))
            let end = try await state(id, box)
            #expect(end.state == .expired)
            #expect(end.failure == .misconfigured)
        }
    }

    @Test func `news by a server that is out for a day arrive when it is back`() async throws {
        try await with(adjust: { $0.sms.spool += "/later" }) { box, folder in
            let id = try await enqueue(box, .accountSuspended)
            for _ in 0..<25 {
                try await delivery(box).sendDue(until: nil)
                box.clock.advance(by: .hours(1))
            }
            let waiting = try await state(id, box)
            #expect(waiting.state == .waiting && waiting.failure == .misconfigured && waiting.attempts > 8)
            try FileManager.default.createDirectory(atPath: folder.path + "/later", withIntermediateDirectories: false)
            box.clock.advance(by: .minutes(15))
            try await delivery(box).sendDue(until: nil)
            #expect(try await state(id, box).state == .sent)
        }
    }

    @Test(arguments: [
        (NoticePurpose.accountSuspended, Notice.Channel.email, DeliveryFailure.unreachable, DeliveryFailure.unreachable),
        (.deletionPlanned, .sms, .unreachable, .unreachable),
        (.resetLink, .email, .unreachable, .tooManyTries), (.invitation, .sms, .unreachable, .tooManyTries),
        (.accountSuspended, .email, .tryLater, .tryLater),
        // Each may be one that arrived, or was paid for.
        (.accountSuspended, .sms, .tryLater, .tooManyTries), (.accountSuspended, .email, .unknown, .tooManyTries),
    ])
    func `what holds no secret is tried as long as it is worth it, others a few times`(
        _ purpose: NoticePurpose, _ channel: Notice.Channel, _ failure: DeliveryFailure, _ end: DeliveryFailure
    ) {
        let start = Moment(seconds: 1_795_000_000)
        var message = OutgoingNotice(
            id: NoticeID(), purpose: purpose, channel: channel, recipient: "x", language: "fr", values: [:], account: nil,
            createdAt: start, expiresAt: start + .days(10), attempts: 0)
        var (now, attempts) = (start, 0)
        var step = OutboxRules.Step.again(at: start, because: failure)
        while case .again(let next, _) = step {
            (now, attempts) = (next, attempts + 1)
            message.uncertain += attempts > 1 && OutboxRules.mayHaveLeft(failure, by: channel) ? 1 : 0
            let outcome = failure == .unknown ? DeliveryOutcome.unknown : .retry(failure)
            step = OutboxRules.step(after: outcome, of: message, attempts: attempts, now: now, chance: 0.5)
        }
        let state: NoticeState = end == .tooManyTries ? .failed : .expired
        #expect(step == .giveUp(state, because: end))
        #expect((now.since(start) > .days(9)) == (state == .expired), "\(attempts) tries")
        #expect(attempts <= (state == .expired ? 250 : 12))
    }

    @Test(arguments: [(Notice.Channel.sms, DeliveryOutcome.retry(.tryLater)), (.email, .unknown)])
    func `after a long outage one uncertain answer loses no news`(_ channel: Notice.Channel, _ outcome: DeliveryOutcome) {
        let now = Moment(seconds: 1_795_000_000)
        let message = OutgoingNotice(
            id: NoticeID(), purpose: .accountSuspended, channel: channel, recipient: "x", language: "fr", values: [:],
            account: nil, createdAt: now - .days(1), expiresAt: now + .days(9), attempts: 30)
        guard case .again = OutboxRules.step(after: outcome, of: message, attempts: 31, now: now, chance: 0.5) else {
            Issue.record("it was given up")
            return
        }
    }

    @Test func `a code that was being sent when the service ended is not sent again`() async throws {
        try await with { box, folder in
            let id = try await enqueue(box)
            let now = box.clock.now()
            try await box.vault.change { try OutboxRecord.claim(id, at: now, in: $0) }
            try await box.restart()
            try await delivery(box).takeUp()
            try await delivery(box).sendDue(until: nil)
            let end = try await state(id, box)
            #expect(end.state == .failed && end.failure == .unknown)
            #expect(folder.names.isEmpty)
        }
    }

    @Test(arguments: [
        (NoticePurpose.securityChanged, Notice.Channel.email, true), (.securityChanged, .sms, false),
        (.resetLink, .email, false), (.signInCode, .email, false), (.assistedReset, .email, true),
    ])
    func `where nobody knows whether it left, only news by e-mail are repeated`(
        _ purpose: NoticePurpose, _ channel: Notice.Channel, _ isRepeated: Bool
    ) {
        let now = Moment(seconds: 1_795_000_000)
        let message = OutgoingNotice(
            id: NoticeID(), purpose: purpose, channel: channel, recipient: "x", language: "fr", values: [:], account: nil,
            createdAt: now, expiresAt: now + .days(1), attempts: 0)
        let step = OutboxRules.step(after: .unknown, of: message, attempts: 1, now: now, chance: 0.5)
        #expect(
            step == (isRepeated ? .again(at: now + .seconds(15), because: .unknown) : .giveUp(.failed, because: .unknown)))
    }

    @Test func `no more is sent in a minute than the settings say`() async throws {
        try await with(adjust: { $0.sms.perMinute = 3 }) { box, folder in
            for _ in 0..<5 { _ = try await enqueue(box) }
            try await delivery(box).sendDue(until: nil)
            #expect(folder.names.count == 3)
            box.clock.advance(by: .seconds(61))
            try await delivery(box).sendDue(until: nil)
            #expect(folder.names.count == 5)
        }
    }

    @Test func `a channel that is off is not offered, and takes nothing`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let vault = box.vault
            #expect(!vault.channels.canSendSMS && !vault.channels.canSendEmail)
            await #expect(throws: VaultFailure(.channelNotOffered)) {
                try await vault.change {
                    try vault.outbox.enqueue(Notice(.test, by: .sms, to: "+33611223344", language: "fr"), in: $0)
                }
            }
        }
    }

    @Test func `news go to every contact that the person has given, and into the person's journal`() async throws {
        try await with { box, folder in
            var new = NewBeneficiary(
                loginName: "awa", firstName: "Awa", lastName: "Diallo",
                password: .chosen(SecretText(TemporaryVault.password)))
            new.phone = "0611223344"
            new.email = "awa@example.org"
            let account = try await box.vault.addBeneficiary(new, by: TemporaryVault.staff).id
            let vault = box.vault
            let now = box.clock.now()
            let used = try await vault.change {
                try vault.outbox.notify(account, .securityChanged, values: [.moment: NoticeValue.text(now)], in: $0)
            }
            // No mail server is set.
            #expect(used == [.sms])
            try await delivery(box).sendDue(until: nil)
            #expect(folder.names.count == 1)
            let person = try await box.signIn("awa").session.person
            let events = try await vault.journal(of: person, page: 1).entries
            let told = try #require(events.first { $0.kind == .noticeSent })
            #expect(told.details[.method] == "sms" && told.details[.action] == "securityChanged")
        }
    }

    @Test func `the worker sends what is put in while it waits, and what is left when it is told to stop`() async throws {
        try await with { box, folder in
            let worker = Task { await delivery(box).run() }
            let first = try await enqueue(box)
            while try await state(first, box).state != .sent { await Task.yield() }
            let second = try await enqueue(box)
            worker.cancel()
            await worker.value
            #expect(try await state(second, box).state == .sent)
            #expect(folder.names.count == 2)
        }
    }

    @Test func `a message that nobody can read is given up, and the next ones leave`() async throws {
        try await with { box, folder in
            let broken = try await enqueue(box)
            let unknown = try await enqueue(box)
            try await box.vault.catalog.write { database in
                try database.execute(sql: "UPDATE outbox SET content = recipient WHERE id = ?", arguments: [broken.blob])
                try database.execute(sql: "UPDATE outbox SET purpose = 'of old' WHERE id = ?", arguments: [unknown.blob])
            }
            let good = try await enqueue(box)
            try await delivery(box).sendDue(until: nil)
            #expect(folder.names == ["vaultd-\(good.text)"])
            let states = try await box.vault.catalog.read {
                try String.fetchAll(
                    $0, sql: "SELECT state || ' ' || coalesce(failure, '') FROM outbox WHERE id <> ?", arguments: [good.blob]
                )
            }
            #expect(states == ["failed unreadable", "failed unreadable"])
            #expect(try await state(broken, box).purpose == .signInCode)
            let shown = try await state(unknown, box)
            #expect(shown.purpose == nil && shown.state == .failed)
        }
    }

    @Test func `the list names a message of a sort that this version does not know as such, and the others as ever`()
        async throws
    {
        try await with { box, _ in
            let (foreign, known) = (try await enqueue(box), try await enqueue(box, .resetCode))
            try await box.vault.catalog.write {
                try $0.execute(sql: "UPDATE outbox SET purpose = 'ofLater' WHERE id = ?", arguments: [foreign.blob])
            }
            let listed = try await box.vault.notices(by: TemporaryVault.staff)
            #expect(listed.count == 2)
            #expect(listed.first { $0.id == foreign }?.purpose == nil)
            #expect(listed.first { $0.id == known }?.purpose == .resetCode)
        }
    }

    @Test func `a message that nobody can read does not keep others of a stop from being taken up`() async throws {
        try await with { box, _ in
            let (broken, other) = (try await enqueue(box), try await enqueue(box))
            let now = box.clock.now()
            try await box.vault.change { database in
                for id in [broken, other] { try OutboxRecord.claim(id, at: now, in: database) }
                try database.execute(sql: "UPDATE outbox SET content = recipient WHERE id = ?", arguments: [broken.blob])
            }
            try await delivery(box).takeUp()
            #expect(try await state(broken, box).failure == .unreadable)
            #expect(try await state(other, box).failure == .unknown)
        }
    }

    @Test func `a code by SMS leaves while the mail server lets an e-mail wait`() async throws {
        try await OwnFolder.with { mail in
            let authority = try await TestAuthority(in: mail.path)
            let server = try await LineServer("mail_server.py", ["slow-start", authority.certificate, authority.key])
            let port = server.port
            try await with(adjust: { settings in
                settings.mail.server = "localhost"
                settings.mail.port = port
                settings.mail.from = "coffre@example.org"
                settings.mail.authorities = authority.certificate
                settings.mail.timeout = .minutes(10)
            }) { box, folder in
                let vault = box.vault
                let worker = Task { await delivery(box).run() }
                let letter = try await vault.change {
                    try vault.outbox.enqueue(Notice(.test, by: .email, to: "awa@example.org", language: "fr"), in: $0)
                }
                while try await state(letter, box).state != .sending { await Task.yield() }
                let code = try await enqueue(box)
                while try await state(code, box).state != .sent { await Task.yield() }
                #expect(try await state(letter, box).state == .sending)
                #expect(folder.names == ["vaultd-\(code.text)"])
                await server.stop()
                worker.cancel()
                await worker.value
            }
        }
    }

    @Test func `a code whose time is over while others are sent is not sent`() async throws {
        try await with { box, _ in
            let now = box.clock.now()
            _ = try await enqueue(box)
            func due(_ moment: Moment) async throws -> Int {
                try await box.vault.catalog.read { try OutboxRecord.due(.sms, now: moment, limit: 9, in: $0).count }
            }
            #expect(try await due(now) == 1)
            #expect(try await due(now + .minutes(5)) == 0)
        }
    }

    @Test func `what waited when a snapshot was made is not sent out of the snapshot`() async throws {
        try await with { box, _ in
            let id = try await enqueue(box)
            try await box.vault.change { try RestoredCatalog.forget([], in: $0) }
            await #expect(throws: VaultFailure(.notFound)) { try await state(id, box) }
        }
    }

    @Test func `the wait doubles up to an hour, spread by a quarter`() {
        #expect(OutboxRules.wait(after: 1, chance: 0.5) == .seconds(15))
        #expect(OutboxRules.wait(after: 4, chance: 0.5) == .seconds(120))
        #expect(OutboxRules.wait(after: 60, chance: 0.5) == .hours(1))
        #expect(OutboxRules.wait(after: 1, chance: 0) == .milliseconds(11250))
        #expect(OutboxRules.wait(after: 1, chance: 1) == .milliseconds(18750))
    }
}
