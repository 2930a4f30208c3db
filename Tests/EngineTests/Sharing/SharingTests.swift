import Foundation
import GRDB
import TestSupport
import Testing

@testable import Engine

/// Who sees what, by the holder's word.
struct SharingTests {
    @Test func `what the holder puts in is private, for everybody`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            for staff in [stage.pia, stage.paul, stage.zoe] { #expect(try await !stage.canRead(id, staff)) }
            #expect(try await stage.shared(with: stage.pia) == [])
            #expect(try await stage.vault.standing(of: [id], in: stage.awa.safe, by: stage.awa.actor)[id]?.viewers == [])
        }
    }

    @Test func `a share with a structure reaches all who follow there, and nobody else`() async throws {
        try await SharingStage.with { stage in
            let (shared, kept) = (try await stage.paper("Bail"), try await stage.paper("Journal intime"))
            try await stage.share(shared, .structure(stage.house))
            #expect(try await stage.canRead(shared, stage.pia))
            #expect(try await stage.canRead(shared, stage.paul))
            #expect(try await !stage.canRead(shared, stage.zoe))
            #expect(try await !stage.canRead(kept, stage.pia))
            #expect(try await stage.shared(with: stage.paul) == ["Bail"])
            let standing = try await stage.vault.standing(of: [shared], in: stage.awa.safe, by: stage.awa.actor)
            #expect(standing[shared]?.viewers == [.structure("Maison")])
        }
    }

    @Test func `a share with one professional reaches that one alone`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .professional(stage.pia.account.id, of: stage.house))
            #expect(try await stage.canRead(id, stage.pia))
            #expect(try await !stage.canRead(id, stage.paul))
        }
    }

    @Test func `nothing can be shared with those who do not follow the holder`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            for audience: Audience in [
                .structure(stage.other), .professional(stage.zoe.account.id, of: stage.other),
                .professional(stage.zoe.account.id, of: stage.house), .structure(StructureID()),
            ] {
                let failure = await #expect(throws: VaultFailure.self) { try await stage.share(id, audience) }
                #expect(failure?.code == .notFound)
            }
        }
    }

    @Test func `no professional shares, marks, keeps, or looks at who else sees it`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            let grant = try #require(await stage.vault.sharing(of: id, by: stage.awa.actor).grants.first)
            for attempt in [
                { try await stage.vault.share(id, ShareOrder(audience: [.structure(stage.house)]), by: stage.pia.actor) },
                { try await stage.vault.unshare(grant.id, of: id, by: stage.pia.actor) },
                { try await stage.vault.keepDocument(id, by: stage.pia.actor) },
                { try await stage.vault.markDocument(id, sensitive: true, by: stage.pia.actor) },
                { _ = try await stage.vault.sharing(of: id, by: stage.pia.actor) },
                { _ = try await stage.vault.deleteDocument(id, by: stage.pia.actor) },
                { try await stage.vault.renameDocument(id, to: "x", by: stage.pia.actor) },
                {
                    _ = try await stage.vault.createLink(
                        to: id, LinkOrder(thirdParty: "x", days: 1, openings: 1), by: stage.pia.actor)
                },
                { try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.pia.actor) },
            ] as [() async throws -> Void] {
                let failure = await #expect(throws: VaultFailure.self) { try await attempt() }
                #expect(failure?.code == .notFound)
            }
        }
    }

    @Test func `a share ends at its moment`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house), until: stage.box.clock.now() + .minutes(10))
            #expect(try await stage.canRead(id, stage.pia))
            stage.box.clock.advance(by: .minutes(10))
            #expect(try await !stage.canRead(id, stage.pia))
            #expect(try await stage.vault.sharing(of: id, by: stage.awa.actor).grants.map(\.isInForce) == [false])
        }
    }

    @Test func `one button cuts every share and every link`() async throws {
        try await SharingStage.with { stage in
            let papers = [try await stage.paper("a"), try await stage.paper("b")]
            for id in papers { try await stage.share(id, .structure(stage.house)) }
            let order = LinkOrder(thirdParty: "Maître Martin", days: 7, openings: 3)
            let link = try await stage.vault.createLink(to: papers[0], order, by: stage.awa.actor)
            #expect(try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor) == 3)
            for id in papers { #expect(try await !stage.canRead(id, stage.pia)) }
            let failure = await #expect(throws: VaultFailure.self) {
                try await stage.vault.openLink(
                    token: link.token.reveal(), code: link.code, source: TemporaryVault.source)
            }
            #expect(failure?.code == .linkRefused)
        }
    }

    @Test func `who leaves a structure and comes back shares nothing with it`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            try await stage.vault.leaveStructure(stage.house, by: stage.awa.person)
            #expect(try await !stage.canRead(id, stage.pia))
            try await stage.box.affiliate(stage.awa, with: stage.house, by: stage.pia)
            #expect(try await !stage.canRead(id, stage.pia))
            #expect(try await stage.vault.sharing(of: id, by: stage.awa.actor).grants == [])
        }
    }

    @Test func `a mandate without reading opens nothing, and the page says that nobody sees it`() async throws {
        try await SharingStage.with(acts: [.deposit]) { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            #expect(try await !stage.canRead(id, stage.pia))
            let sharing = try await stage.vault.sharing(of: id, by: stage.awa.actor)
            #expect(sharing.standing.viewers == [])
            #expect(sharing.possible.map(\.mayRead) == [false])
        }
    }

    @Test func `one structure's mandate does not serve another`() async throws {
        try await SharingStage.with(acts: [.deposit]) { stage in
            _ = try await stage.vault.habilitate(
                "pia", for: stage.other, reason: "asked by the manager", by: TemporaryVault.staff)
            try await stage.box.affiliate(stage.awa, with: stage.other, by: stage.zoe, acts: [.readShared, .downloadShared])
            let (here, there) = (try await stage.paper("ici"), try await stage.paper("là"))
            try await stage.share(here, .structure(stage.house))
            try await stage.share(there, .structure(stage.other))
            #expect(try await !stage.canRead(here, stage.pia))
            #expect(try await stage.canRead(there, stage.pia))
            #expect(try await stage.shared(with: stage.pia) == ["là"])
        }
    }

    @Test func `a suspended professional, and one whose convention ended, read nothing`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            try await stage.vault.suspendAccount(
                "pia", reason: "essai", by: TemporaryVault.staff)
            #expect(try await !stage.canRead(id, stage.pia))
            #expect(try await stage.canRead(id, stage.paul))
            _ = try await stage.vault.endStructure(stage.house, by: TemporaryVault.staff)
            #expect(try await !stage.canRead(id, stage.paul))
            #expect(try await stage.vault.document(id, by: stage.awa.actor).id == id)
        }
    }

    @Test func `a page of shared papers asks once who may, not once a line`() async throws {
        try await SharingStage.with { stage in
            for number in 0..<10 {
                try await stage.share(try await stage.paper("Papier \(number)"), .structure(stage.house))
            }
            let (vault, awa, pia) = (stage.vault, stage.awa, stage.pia)
            let (entries, asked) = try await vault.catalog.read { database in
                let facts = try vault.facts(of: awa.account.id, for: pia.actor, in: database)
                let safe = try #require(try SafeRecord.find(awa.safe, in: database))
                var asked = 0
                database.trace { if "\($0)".contains("FROM habilitation") { asked += 1 } }
                let reading = SharedReading(
                    vault: vault, safe: safe, facts: facts, actor: pia.actor, holderName: "")
                let count = try reading.listing(1, in: database).entries.count
                database.trace(nil)
                return (count, asked)
            }
            #expect(entries == 10)
            #expect(asked <= 1)
        }
    }

    @Test func `a purpose is sealed in the catalog`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            let order = ShareOrder(audience: [.structure(stage.house)], purpose: "dossier très secret")
            try await stage.vault.share(id, order, by: stage.awa.actor)
            #expect(
                try await stage.vault.sharing(of: id, by: stage.awa.actor).grants.map(\.purpose) == ["dossier très secret"])
            let stored = try await stage.vault.catalog.read { try Data.fetchAll($0, sql: "SELECT purpose FROM share_grant") }
            #expect(stored.count == 1)
            #expect(stored.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("secret") })
        }
    }

    @Test func `consent goes with the shares that are cut: what is shared again waits for it anew`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor)
            let order = ShareOrder(audience: [.structure(stage.house)], consent: .given)
            try await stage.vault.share(id, order, by: stage.awa.actor)
            #expect(try await stage.canRead(id, stage.pia))
            try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor)
            try await stage.share(id, .structure(stage.house))
            #expect(try await !stage.canRead(id, stage.pia))
        }
    }

    /// A sensitive paper, shared with the house until a moment with the holder's consent.
    private func agreed(_ stage: SharingStage, until: Moment?, with audience: Audience? = nil) async throws -> DocumentID {
        let id = try await stage.paper()
        try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor)
        let order = ShareOrder(audience: [audience ?? .structure(stage.house)], until: until, consent: .given)
        try await stage.vault.share(id, order, by: stage.awa.actor)
        #expect(try await stage.canRead(id, stage.pia))
        return id
    }

    private func waiting(_ id: DocumentID, _ stage: SharingStage) async throws -> Bool? {
        let person = try await stage.vault.followedPerson(stage.awa.account.id, page: 1, by: stage.pia.actor)
        for case .waiting(id, depositedAt: _, let consentEnded) in person.documents.entries { return consentEnded }
        return nil
    }

    @Test func `consent ends with the share for which it was given, and does not come back with the next one`() async throws
    {
        try await SharingStage.with { stage in
            let end = stage.box.clock.now() + .minutes(10)
            let id = try await agreed(stage, until: end)
            let before = try await stage.vault.sharing(of: id, by: stage.awa.actor).grants.map(\.consent)
            #expect(before.map { $0?.endsAt } == [end] && before.map { $0?.isInForce } == [true])
            stage.box.clock.advance(by: .minutes(10))
            #expect(try await !stage.canRead(id, stage.pia))
            let over = try await stage.vault.sharing(of: id, by: stage.awa.actor)
            #expect(over.grants.map { $0.consent?.isInForce } == [false] && over.standing.viewers == [])
            try await stage.share(id, .structure(stage.house))
            #expect(try await !stage.canRead(id, stage.pia))
            #expect(try await stage.vault.sharing(of: id, by: stage.awa.actor).standing.viewers == [])
            #expect(try await waiting(id, stage) == true, "its page says that the agreement is over")
            try await stage.vault.recordConsent(to: id, .given, by: stage.pia.actor)
            #expect(try await stage.canRead(id, stage.pia))
        }
    }

    @Test func `a share that is made longer without a word of consent does not make the consent longer`() async throws {
        try await SharingStage.with { stage in
            let now = stage.box.clock.now()
            let id = try await agreed(stage, until: now + .minutes(10))
            try await stage.share(id, .structure(stage.house), until: now + .minutes(20))
            #expect(try await stage.canRead(id, stage.pia))
            stage.box.clock.advance(by: .minutes(10))
            #expect(try await !stage.canRead(id, stage.pia))
        }
    }

    @Test func `a share that is made shorter makes the consent shorter, and one with another audience does not`()
        async throws
    {
        try await SharingStage.with { stage in
            let now = stage.box.clock.now()
            let id = try await agreed(stage, until: nil)
            try await stage.share(id, .structure(stage.house), until: now + .minutes(10))
            stage.box.clock.advance(by: .minutes(10))
            try await stage.share(id, .structure(stage.house))
            #expect(try await !stage.canRead(id, stage.pia))

            let other = try await agreed(stage, until: nil)
            let pia = Audience.professional(stage.pia.account.id, of: stage.house)
            try await stage.share(other, pia, until: stage.box.clock.now() + .minutes(5))
            stage.box.clock.advance(by: .minutes(10))
            #expect(try await stage.canRead(other, stage.pia))
        }
    }

    @Test func `consent for one professional until a day does not serve a share of all that goes on`() async throws {
        try await SharingStage.with { stage in
            let end = stage.box.clock.now() + .minutes(10)
            let id = try await agreed(stage, until: end, with: .professional(stage.pia.account.id, of: stage.house))
            try await stage.share(id, .structure(stage.house))
            stage.box.clock.advance(by: .minutes(10))
            for staff in [stage.pia, stage.paul] { #expect(try await !stage.canRead(id, staff)) }
        }
    }

    @Test func `consent that a professional notes ends with the share by which the paper reached them`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house), until: stage.box.clock.now() + .minutes(10))
            try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor)
            #expect(try await waiting(id, stage) == false)
            try await stage.vault.recordConsent(to: id, .given, by: stage.pia.actor)
            #expect(try await stage.canRead(id, stage.pia))
            stage.box.clock.advance(by: .minutes(10))
            try await stage.share(id, .structure(stage.house))
            #expect(try await !stage.canRead(id, stage.pia))
        }
    }
}
