import GRDB
import Testing
import TestSupport

@testable import Engine

struct StructureEndingTests {
    @Test func `the end of a structure takes its staff out in one step and leaves the people in`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            let manager = try await box.manager(of: structure)
            let professional = try await box.professional(of: structure, by: manager)
            let awa = try await box.beneficiary()
            try await box.affiliate(awa, with: structure, by: professional)
            let plan = try await box.vault.planEnd(of: structure, by: TemporaryVault.staff)
            #expect(try await box.vault.followed(by: professional.person).total == 1)
            let done = try await box.vault.endStructure(structure, by: TemporaryVault.staff)
            #expect(plan == done)
            #expect(done.parts.map(\.professionals) == [1])
            #expect(done.parts.map(\.managers) == [1])
            #expect(done.parts.map(\.affiliated) == [1])
            #expect(done.disabledAccounts == 2 && done.sessions == 2)
            for staff in [manager, professional] {
                #expect(try await box.vault.session(token: staff.token, source: TemporaryVault.source) == nil)
                await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn(staff.loginName) }
                await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: staff.person) }
                await #expect(throws: VaultFailure(.notFound)) {
                    _ = try await box.vault.team(of: structure, by: staff.person)
                }
            }
            #expect(try await box.vault.session(token: awa.token, source: TemporaryVault.source) != nil)
            #expect(try await box.vault.safeOverview(by: awa.actor, safe: awa.safe).documentCount == 0)
            #expect(try await box.vault.affiliations(of: awa.person).map(\.state) == [.ended])
        }
    }

    @Test func `partners end with the structure on which they hang, at any depth, and others do not`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let centre = try await box.structure("CCAS")
            let partner = try await box.structure("Partenaire") { $0.partnerOf = centre }
            let inner = try await box.structure("Antenne") { $0.partnerOf = partner }
            let other = try await box.structure("Autre")
            let staff = try await [centre, partner, inner, other].enumerated().asyncMap { number, structure in
                try await box.professional("pia\(number)", of: structure)
            }
            let done = try await box.vault.endStructure(centre, by: TemporaryVault.staff)
            #expect(Set(done.parts.map(\.structure)) == [centre, partner, inner])
            #expect(done.parts.filter(\.isPartner).count == 2)
            for professional in staff.dropLast() {
                #expect(try await box.vault.session(token: professional.token, source: TemporaryVault.source) == nil)
            }
            #expect(try await box.vault.session(token: staff[3].token, source: TemporaryVault.source) != nil)
            let active = try await box.vault.structures(by: TemporaryVault.staff).filter { $0.state == "active" }.map(\.id)
            #expect(active == [other])
        }
    }

    @Test func `whoever has another structure keeps it, and a new one lets the others in again`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let (first, second) = (try await box.structure("Une"), try await box.structure("Deux"))
            let both = try await box.professional("both", of: first)
            let one = try await box.professional("one", of: first)
            _ = try await box.vault.habilitate("both", for: second, reason: "asked by the manager", by: TemporaryVault.staff)
            let done = try await box.vault.endStructure(first, by: TemporaryVault.staff)
            #expect(done.disabledAccounts == 3)
            // The session ends all the same; the account does not.
            #expect(try await box.vault.session(token: both.token, source: TemporaryVault.source) == nil)
            let again = try await box.signIn("both").session.person
            #expect(try await box.vault.memberships(of: again).map(\.structure) == [second])
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn(one.loginName) }
            _ = try await box.vault.habilitate("one", for: second, reason: "asked by the manager", by: TemporaryVault.staff)
            _ = try await box.signIn("one")
            await #expect(throws: VaultFailure(.alreadyHabilitated)) {
                _ = try await box.vault.habilitate(
                    "one", for: second, reason: "asked by the manager", by: TemporaryVault.staff)
            }
        }
    }

    @Test func `a convention past its last day lets nobody act, and is ended by the schedule`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure { $0.until = CalendarDay("2026-12-31") }
            let professional = try await box.professional(of: structure)
            let awa = try await box.beneficiary()
            try await box.affiliate(awa, with: structure, by: professional)
            box.clock.advance(by: Moment(seconds: 1_798_757_999).since(box.clock.now()))
            #expect(try await box.vault.followed(by: professional.person).total == 1)
            // Midnight in Paris: 31 December is over.
            box.clock.advance(by: .seconds(1))
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: professional.person) }
            try await box.vault.endWhatIsOver()
            let details = try await box.vault.structure(structure, by: TemporaryVault.staff)
            #expect(details.summary.state == "ended")
            #expect(details.conventions.allSatisfy { $0.endedAt != nil })
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            _ = try await box.signIn("awa")
        }
    }

    @Test func `a convention that begins later carries nobody yet`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure { $0.from = CalendarDay("2026-12-01") }
            let manager = try await box.manager(of: structure)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.team(of: structure, by: manager.person)
            }
            box.clock.set(Moment(seconds: 1_796_079_600))
            #expect(try await box.vault.team(of: structure, by: manager.person).members.isEmpty)
        }
    }

    @Test func `a partner's convention ends no later than the one that it hangs on`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let centre = try await box.structure("CCAS") { $0.until = CalendarDay("2026-12-31") }
            let partner = try await box.structure("Partenaire") {
                $0.partnerOf = centre
                $0.until = CalendarDay("2030-01-01")
            }
            let ends = try await [centre, partner].asyncMap {
                try await box.vault.structure($0, by: TemporaryVault.staff).conventions.map(\.endsAt)
            }
            #expect(ends[0] == ends[1] && ends[0] != [nil])
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                _ = try await box.structure { $0.until = CalendarDay("2026-01-01") }
            }
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                _ = try await box.structure { $0.partnerOf = StructureID() }
            }
        }
    }

    @Test func `ending twice does nothing the second time, and each act is in the journal`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            let professional = try await box.professional(of: structure)
            _ = try await box.vault.endStructure(structure, by: TemporaryVault.staff)
            let again = try await box.vault.endStructure(structure, by: TemporaryVault.staff)
            #expect(again.parts.isEmpty && again.disabledAccounts == 0)
            let kinds = try await box.vault.catalog.read { database in
                try String.fetchAll(
                    database, sql: "SELECT kind FROM audit_event WHERE structure = ? ORDER BY sequence",
                    arguments: [structure.blob])
            }
            #expect(kinds.filter { $0 == "habilitationEnded" }.count == 2)
            #expect(kinds.filter { $0 == "structureEnded" || $0 == "conventionEnded" }.count == 2)
            #expect(kinds.filter { $0 == "accountDisabled" }.count == 2)
            _ = professional
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.endStructure(StructureID(), by: TemporaryVault.staff)
            }
        }
    }

    @Test func `only the operator ends a structure`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            let manager = try await box.manager(of: structure)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.endStructure(structure, by: manager.actor)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.structure(structure, by: manager.actor)
            }
            #expect(try await box.vault.structures(by: TemporaryVault.staff).map(\.state) == ["active"])
        }
    }
}

extension Sequence {
    /// One after the other.
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
