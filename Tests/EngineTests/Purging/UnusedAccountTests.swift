import GRDB
import TestSupport
import Testing

@testable import Engine

/// Accounts that nobody uses are told of, disabled, and long after deleted (ACC-12).
struct UnusedAccountTests {
    /// Told after 305 days, disabled after 365, deleted after 180 more.
    static func short(_ settings: inout Settings) {
        settings.purges.unusedAge = .days(365)
        settings.purges.disabledAge = .days(180)
        settings.purges.journalAge = .days(3650)
    }

    /// Purges, and says what it did with unused accounts; the plan before it has to say the same.
    static func purge(_ box: TemporaryVault) async throws -> [PurgePlan.Kind: Int] {
        func unused(_ items: [PurgePlan.Item]) -> [PurgePlan.Kind: Int] {
            let kinds: Set<PurgePlan.Kind> = [.unusedTold, .unusedDisabled, .unusedErased]
            return Dictionary(uniqueKeysWithValues: items.filter { kinds.contains($0.kind) }.map { ($0.kind, $0.count) })
        }
        let planned = unused(try await box.vault.purgePlan(by: TemporaryVault.staff).items)
        let done = unused(try await box.vault.purge(by: TemporaryVault.staff).items)
        #expect(planned == done)
        return done
    }

    /// Lets so many days pass in which nobody comes, with a purge at their end.
    @discardableResult
    static func pass(_ days: Int, _ box: TemporaryVault) async throws -> [PurgePlan.Kind: Int] {
        box.clock.advance(by: .days(days))
        return try await purge(box)
    }

    /// Lets an account be disabled.
    static func disable(_ box: TemporaryVault) async throws {
        for days in [305, 45] { #expect(try await pass(days, box) == [.unusedTold: 1]) }
        #expect(try await pass(15, box) == [.unusedDisabled: 1])
    }

    static func state(_ account: AccountID, _ box: TemporaryVault) async throws -> String? {
        try await box.vault.catalog.read {
            try String.fetchOne($0, sql: "SELECT state FROM account WHERE id = ?", arguments: [account.blob])
        }
    }

    static func stage(_ account: AccountID, _ box: TemporaryVault) async throws -> UnusedStage? {
        let now = box.clock.now()
        return try await box.vault.catalog.read { try AccountUse.find(account, now: now, in: $0)?.stage }
    }

    private func told(_ purpose: NoticePurpose, _ box: TemporaryVault) async throws -> [(channel: String, moment: String?)] {
        try await box.messages().filter { $0.purpose == purpose.rawValue }.map { ($0.channel, $0.values[.moment]) }
    }

    private func with(
        _ adjust: (inout Settings) -> Void = short, _ body: (TemporaryVault, TestPerson) async throws -> Void
    ) async throws {
        try await TemporaryVault.withMessages(adjust) { box in try await body(box, try await box.reachable()) }
    }

    // MARK: The way out

    @Test func `who does not come is told twice, shut out, told once more, and deleted like somebody who leaves`()
        async throws
    {
        try await with { box, awa in
            let id = awa.account.id
            func expectTold(_ purpose: NoticePurpose, of days: Int, _ count: Int) async throws {
                let messages = try await told(purpose, box)
                #expect(Set(messages.map(\.channel)) == ["email", "sms"] && messages.count == 2 * count)
                #expect(messages.last?.moment == NoticeValue.text(box.clock.now() + .days(days)))
            }
            #expect(try await Self.pass(304, box) == [:])
            #expect(try await Self.pass(1, box) == [.unusedTold: 1])
            try await expectTold(.accountUnused, of: 60, 1)
            #expect(try await Self.purge(box) == [:], "the same day again")
            #expect(try await Self.pass(44, box) == [:])
            #expect(try await Self.pass(1, box) == [.unusedTold: 1])
            try await expectTold(.accountUnused, of: 15, 2)
            #expect(try await Self.pass(14, box) == [:])
            #expect(try await Self.state(id, box) == "active")
            #expect(try await Self.pass(1, box) == [.unusedDisabled: 1])
            #expect(try await Self.state(id, box) == "disabled")
            try await expectTold(.accountDisabled, of: 180, 1)
            #expect(try await Self.pass(119, box) == [:])
            #expect(try await Self.pass(1, box) == [.unusedTold: 1])
            try await expectTold(.unusedDeletion, of: 60, 1)
            #expect(try await Self.pass(59, box) == [:])
            #expect(try await Self.state(id, box) == "disabled")
            #expect(try await Self.pass(1, box) == [.unusedErased: 1])
            #expect(try await Self.state(id, box) == "deleted")
            await #expect(throws: VaultFailure(.signInRefused)) { try await box.signIn("awa") }
            let kinds = try await box.vault.catalog.read {
                try String.fetchAll(
                    $0,
                    sql: """
                        SELECT kind FROM audit_event WHERE owner = ? AND actor_kind = 'operator'
                        AND kind <> 'accountAdded' ORDER BY sequence
                        """,
                    arguments: [id.blob])
            }
            #expect(
                kinds == ["accountUnused", "accountUnused", "accountDisabled", "unusedDeletionPlanned", "accountErased"])
            #expect(try await box.vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        }
    }

    @Test func `twenty years without a purge lead to a message and to nothing else`() async throws {
        try await with { box, awa in
            let done = try await Self.pass(7300, box)
            #expect(done == [.unusedTold: 1])
            #expect(try await Self.state(awa.account.id, box) == "active")
        }
    }

    @Test func `a service that was away after its message tells anew and shuts nobody out`() async throws {
        try await with { box, awa in
            let first = try await Self.pass(305, box)
            #expect(first == [.unusedTold: 1])
            #expect(try await Self.pass(200, box) == [.unusedTold: 1])
            #expect(try await Self.stage(awa.account.id, box) == .told)
            #expect(try await Self.pass(45, box) == [.unusedTold: 1])
            #expect(try await Self.pass(100, box) == [.unusedTold: 1])
            #expect(try await Self.state(awa.account.id, box) == "active")
        }
    }

    @Test func `under a clock that jumped nobody is told, shut out or deleted`() async throws {
        try await with { box, awa in
            func jump() async throws {
                let before = box.clock.now()
                box.clock.set(before + .days(4000))
                let summary = try await box.vault.purge(by: TemporaryVault.staff)
                #expect(summary.items.isEmpty && summary.warnings.count == 1)
                box.clock.set(before)
                // What was recorded in the future is in the way once more.
                _ = try await box.vault.purge(by: TemporaryVault.staff)
            }
            try await jump()
            #expect(try await Self.stage(awa.account.id, box) == .used)
            for days in [305, 45] { #expect(try await Self.pass(days, box) == [.unusedTold: 1]) }
            try await jump()
            #expect(try await Self.stage(awa.account.id, box) == .toldAgain)
            #expect(try await Self.pass(15, box) == [.unusedDisabled: 1])
            #expect(try await Self.pass(120, box) == [.unusedTold: 1])
            try await jump()
            #expect(try await Self.state(awa.account.id, box) == "disabled")
        }
    }

    @Test func `zero switches it off`() async throws {
        try await with({ $0.purges.unusedAge = .zero }) { box, awa in
            let done = try await Self.pass(7300, box)
            #expect(done == [:])
            #expect(try await Self.stage(awa.account.id, box) == .used)
        }
    }

    @Test func `staff and whoever is suspended are no matter of this rule`() async throws {
        try await with { box, awa in
            let house = try await box.structure()
            let pia = try await box.professional(of: house)
            try await box.vault.suspendAccount("awa", reason: "essai", by: TemporaryVault.staff)
            #expect(try await Self.pass(7300, box) == [:])
            #expect(try await Self.state(pia.account.id, box) == "active")
            try await box.vault.enableAccount("awa", reason: "cleared", by: TemporaryVault.staff)
            #expect(try await Self.purge(box) == [:], "the time begins with the end of the suspension")
        }
    }

    // MARK: What counts as use

    @Test func `signing in once ends it all`() async throws {
        try await with { box, awa in
            for days in [305, 45] { #expect(try await Self.pass(days, box) == [.unusedTold: 1]) }
            _ = try await box.signIn("awa")
            #expect(try await Self.stage(awa.account.id, box) == .used)
            #expect(try await Self.pass(304, box) == [:])
            #expect(try await Self.pass(1, box) == [.unusedTold: 1])
        }
    }

    @Test func `whoever is helped by a professional uses the account, whoever is only asked or attacked does not`()
        async throws
    {
        try await with { box, awa in
            let house = try await box.structure()
            let pia = try await box.professional(of: house)
            try await box.affiliate(awa, with: house, by: pia)
            #expect(try await Self.pass(305, box) == [.unusedTold: 1])
            let other = try await box.structure("Autre")
            let zoe = try await box.professional("zoe", of: other)
            try await box.vault.askAffiliation(loginName: "awa", structure: other, by: zoe.person)
            await #expect(throws: VaultFailure(.signInRefused)) { try await box.signIn("awa", "Faux mot 123456") }
            #expect(try await Self.stage(awa.account.id, box) == .told)
            let back = try await box.signIn("pia").session.person
            try await box.vault.askToShare("Votre bail", of: awa.account.id, by: .person(back))
            #expect(try await Self.stage(awa.account.id, box) == .used)
            #expect(try await Self.pass(304, box) == [:])
        }
    }

    @Test func `a professional who follows somebody says that the account is needed, and nobody else can`() async throws {
        try await with { box, awa in
            let house = try await box.structure()
            let pia = try await box.professional(of: house)
            try await box.affiliate(awa, with: house, by: pia)
            let zoe = try await box.professional("zoe", of: try await box.structure("Autre"))
            let id = awa.account.id
            #expect(try await Self.pass(305, box) == [.unusedTold: 1])
            let end = UnusedStanding.willBeDisabled(box.clock.now() + .days(60))
            let list = try await box.vault.followed(by: pia.person)
            #expect(list.standings == [id: end] && list.unused.map(\.account) == [id])
            #expect(try await box.vault.followedPerson(id, page: 1, by: pia.actor).standing == end)
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.keepAccount(of: id, by: zoe.actor) }
            #expect(try await Self.stage(id, box) == .told)
            try await box.vault.keepAccount(of: id, by: pia.actor)
            #expect(try await Self.stage(id, box) == .used)
            #expect(try await box.vault.followed(by: pia.person).standings.isEmpty)
            try await box.vault.keepAccount(of: id, by: pia.actor)
            let again = try await box.signIn("awa").session.person
            let kept = try await box.vault.journal(of: again, page: 1).entries.filter { $0.kind == .accountKept }
            #expect(
                kept.map(\.doer) == [.other(.professional, name: "Pia Aide")]
                    && kept.first?.structureName == "Maison de quartier")
        }
    }

    @Test func `of accounts from before this rule the time begins with the newest event`() throws {
        let queue = try DatabaseQueue()
        try Catalog.migrator.migrate(queue, upTo: "15 snapshots")
        try queue.write { database in
            for number in 1...2 {
                try database.execute(
                    sql: """
                        INSERT INTO account (id, role, state, login_index, login_name, first_name, last_name, language, created_at)
                        VALUES (?, 'beneficiary', 'active', ?, x'00', x'00', x'00', 'fr', ?)
                        """,
                    arguments: [AccountID().blob, try Digest.random(Digest.size).blob, number * 1000])
            }
            try database.execute(
                sql: """
                    INSERT INTO audit_event (sequence, at, kind, result, actor_kind, link)
                    VALUES (1, 1500, 'serviceStarted', 'ok', 'schedule', zeroblob(32))
                    """)
        }
        try Catalog.migrator.migrate(queue)
        let used = try queue.read { try Int64.fetchAll($0, sql: "SELECT used_at FROM account ORDER BY created_at") }
        #expect(used == [1500, 2000])
    }
}
