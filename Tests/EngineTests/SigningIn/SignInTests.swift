import GRDB
import Testing
import TestSupport

@testable import Engine

struct SignInTests {
    private func code(_ body: () async throws -> Void) async -> FailureCode? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? VaultFailure)?.code
        }
    }

    @Test func `the right password opens a session that its token finds again`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let session = try #require(try await box.vault.session(token: awa.token, source: TemporaryVault.source))
            #expect(session.person == awa.person)
            #expect(session.displayName == "Awa Diallo")
            #expect(session.person.safe == awa.safe)
            #expect(session.csrfToken == awa.opened.session.csrfToken)
            #expect(session.isGenuine(csrfToken: awa.opened.session.csrfToken))
            #expect(!session.isGenuine(csrfToken: awa.token))
            #expect(!session.mustChangePassword)
        }
    }

    @Test func `the identifier is taken without regard to case, blanks and composition`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary("zoé.m")
            _ = try await box.signIn("  ZOE\u{301}.M ")
        }
    }

    @Test func `an unknown identifier and a wrong password get the same answer and the same pauses`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            var known: [FailureCode?] = []
            var unknown: [FailureCode?] = []
            let source = RequestSource(address: "198.51.100.7")
            for _ in 0..<11 {
                known.append(await code { _ = try await box.signIn("awa", "wrong", from: source) })
                unknown.append(await code { _ = try await box.signIn("nobody", "wrong", from: source) })
            }
            #expect(known == unknown)
            #expect(known == Array(repeating: .signInRefused, count: 10) + [.signInDelayed])
        }
    }

    @Test func `a stranger who tries somebody's name from elsewhere does not lock the holder out`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let stranger = RequestSource(address: "198.51.100.7")
            for _ in 0..<12 { _ = await code { _ = try await box.signIn("awa", "wrong", from: stranger) } }
            #expect(await code { _ = try await box.signIn("awa", from: stranger) } == .signInDelayed)
            #expect(await code { _ = try await box.signIn("awa") } == nil)
        }
    }

    @Test func `guesses at one name from many sources are paused everywhere in the end`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            for index in 0..<25 {
                let source = RequestSource(address: "198.51.100.\(index)")
                #expect(await code { _ = try await box.signIn("awa", "wrong", from: source) } == .signInRefused)
            }
            #expect(await code { _ = try await box.signIn("awa") } == .signInDelayed)
        }
    }

    @Test func `the pause outlasts a restart, ends with the clock, doubles, and a success forgets it`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            for _ in 0..<10 { _ = await code { _ = try await box.signIn("awa", "wrong") } }
            try await box.restart()
            let failure = await #expect(throws: VaultFailure.self) { _ = try await box.signIn("awa") }
            #expect(failure?.code == .signInDelayed)
            #expect(failure?.values["minutes"] == "2")
            #expect(failure?.retryAfter == 120)
            box.clock.advance(by: .minutes(2))
            #expect(await code { _ = try await box.signIn("awa", "wrong") } == .signInRefused)
            let second = await #expect(throws: VaultFailure.self) { _ = try await box.signIn("awa") }
            #expect(second?.values["minutes"] == "4")
            box.clock.advance(by: .minutes(4))
            _ = try await box.signIn("awa")
            for _ in 0..<9 { _ = await code { _ = try await box.signIn("awa", "wrong") } }
            _ = try await box.signIn("awa")
        }
    }

    @Test func `guesses side by side do not get past the limit together`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let codes = await withTaskGroup(of: FailureCode?.self) { group in
                for _ in 0..<25 { group.addTask { await code { _ = try await box.signIn("awa", "wrong") } } }
                return await group.reduce(into: [FailureCode?]()) { $0.append($1) }
            }
            #expect(codes.filter { $0 == .signInRefused }.count == 10)
            #expect(codes.filter { $0 == .signInDelayed }.count == 15)
        }
    }

    @Test func `one source guessing at many accounts is paused, another is not`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let bad = RequestSource(address: "203.0.113.9")
            for index in 0..<100 { _ = await code { _ = try await box.signIn("person\(index)", "wrong", from: bad) } }
            #expect(await code { _ = try await box.signIn("awa", from: bad) } == .signInDelayed)
            let before = try await box.vault.journal.verify().events
            box.clock.advance(by: .seconds(61))
            for _ in 0..<5 { _ = await code { _ = try await box.signIn("unheard-of", "wrong", from: bad) } }
            #expect(try await box.vault.journal.verify().events == before + 1)
            _ = try await box.signIn("awa")
        }
    }

    @Test func `slips of many people behind one address on many days shut nobody of them out`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let shared = RequestSource(address: "203.0.113.9")
            for index in 0..<160 {
                box.clock.advance(by: .minutes(30))
                let slip = await code { _ = try await box.signIn("person\(index)", "wrong", from: shared) }
                #expect(slip == .signInRefused, "\(index)")
            }
            #expect(await code { _ = try await box.signIn("awa", from: shared) } == nil)
        }
    }

    @Test func `a flood from one address pauses it for an hour at most, and attempts in the pause do not lengthen it`()
        async throws
    {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.beneficiary()
            let shared = RequestSource(address: "203.0.113.9")
            for round in 0..<3 {
                for index in 0..<100 {
                    let flood = await code { _ = try await box.signIn("made-up\(round)-\(index)", "wrong", from: shared) }
                    #expect(flood == .signInRefused, "\(round) \(index)")
                }
                for _ in 0..<59 {
                    #expect(await code { _ = try await box.signIn("awa", from: shared) } == .signInDelayed)
                    box.clock.advance(by: .minutes(1))
                }
                box.clock.advance(by: .minutes(1))
                #expect(await code { _ = try await box.signIn("awa", from: shared) } == nil)
            }
        }
    }

    @Test func `a flood of attempts during a pause writes one event a minute`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            for _ in 0..<10 { _ = await code { _ = try await box.signIn("awa", "wrong") } }
            let before = try await box.vault.journal(of: awa.person, page: 1).total
            for _ in 0..<20 { _ = await code { _ = try await box.signIn("awa", "wrong") } }
            #expect(try await box.vault.journal(of: awa.person, page: 1).total == before)
            box.clock.advance(by: .seconds(61))
            for _ in 0..<20 { _ = await code { _ = try await box.signIn("awa", "wrong") } }
            let journal = try await box.vault.journal(of: awa.person, page: 1)
            #expect(journal.total == before + 1)
            #expect(journal.entries.first?.kind == .signInFailed)
            #expect(journal.entries.first?.reason == .signInDelayed)
            #expect(journal.entries.first?.doer == .stranger)
            #expect(journal.entries.contains { $0.kind == .signInPaused })
        }
    }

    @Test(arguments: ["suspended", "deleted", "locked", "invited"])
    func `an account that is shut neither signs in nor keeps its session`(state: String) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            try await box.vault.catalog.write { try $0.execute(sql: "UPDATE account SET state = ?", arguments: [state]) }
            #expect(await code { _ = try await box.signIn("awa") } == .signInRefused)
            #expect(try await box.vault.session(token: awa.token, source: TemporaryVault.source) == nil)
        }
    }

    @Test func `the highest cost of the stored passwords is known by an index, and falls with the last hash of it`()
        async throws
    {
        try await TemporaryVault.with(.withoutScanner) { box in
            #expect(try await box.vault.catalog.read { try PasswordRecord.highestCost(in: $0) } == nil)
            for (name, cost) in [("awa", 6), ("bilal", 4)] {
                let account = try await box.beneficiary(name).account.id
                let made = Passwords(
                    pepper: box.vault.keys.pepper, pepperGeneration: box.vault.keys.pepperGeneration, cost: cost,
                    work: box.vault.pools.password)
                let hash = try await made.hash(SecretText(TemporaryVault.password))
                let now = box.clock.now()
                try await box.vault.catalog.write {
                    try PasswordRecord.set(hash, of: account, mustChange: false, at: now, in: $0)
                }
            }
            #expect(try await box.vault.catalog.read { try PasswordRecord.highestCost(in: $0) } == 6)
            let plan = try await box.vault.catalog.read {
                try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(PasswordRecord.highestCostQuery)").map {
                    $0["detail"] as String
                }
            }
            #expect(plan.count == 1 && plan[0].contains("password_cost"), "\(plan)")
            _ = try await box.signIn("awa")
            #expect(try await box.vault.catalog.read { try PasswordRecord.highestCost(in: $0) } == 4)
        }
    }

    @Test func `signing in renews a hash of another cost`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            let old = try await Passwords(
                pepper: box.vault.keys.pepper, pepperGeneration: 1, cost: 5, work: box.vault.pools.password
            ).hash(SecretText(awa.password))
            try await box.vault.catalog.write { database in
                try PasswordRecord.set(old, of: awa.account.id, mustChange: false, at: box.clock.now(), in: database)
            }
            _ = try await box.signIn("awa")
            let stored = try await box.vault.catalog.read { try PasswordRecord.find(awa.account.id, in: $0) }
            #expect(stored.flatMap { Bcrypt.cost(of: $0.text) } == 4)
            _ = try await box.signIn("awa")
        }
    }
}

extension ActiveSession: Equatable {
    public static func == (left: ActiveSession, right: ActiveSession) -> Bool { left.person == right.person }
}
