import GRDB
import TestSupport
import Testing

@testable import Engine

/// What professionals and managers read of their own acts, and a manager of a professional's (AUD-05).
struct StaffActsTests {
    /// A professional of two structures who did something in each, with the manager of each.
    private struct Desk {
        let stage: SharingStage
        let mona: TestStaff
        let max: TestStaff
        /// Pia's in the other structure.
        let elsewhere: HabilitationID

        static func with(_ body: (Desk) async throws -> Void) async throws {
            try await SharingStage.with { stage in
                let mona = try await stage.box.manager("mona2", of: stage.house)
                let max = try await stage.box.manager("max", of: stage.other)
                let paper = try await stage.paper("Bail secret")
                try await stage.share(paper, .structure(stage.house))
                _ = try await stage.vault.downloadDocument(paper, for: "Raison intime", by: stage.pia.actor)
                let made = try await stage.vault.habilitate(
                    "pia", for: stage.other, reason: "asked for by the manager", by: TemporaryVault.staff)
                try await stage.vault.askAffiliation(loginName: "nobody", structure: stage.other, by: stage.pia.person)
                try await body(Desk(stage: stage, mona: mona, max: max, elsewhere: made.id))
            }
        }
    }

    @Test func `a professional reads the own acts, newest first, without titles and purposes`() async throws {
        try await Desk.with { desk in
            let (vault, pia) = (desk.stage.vault, desk.stage.pia)
            let page = try await vault.ownActs(of: pia.person, page: 1)
            let kinds = page.acts.map(\.kind)
            #expect(kinds.prefix(3) == [.affiliationAsked, .documentDownloaded, .affiliationAsked])
            #expect(kinds.contains(.signedIn))
            #expect(page.acts.map(\.sequence) == page.acts.map(\.sequence).sorted(by: >))
            #expect(page.acts.prefix(3).map(\.structureName) == ["Ailleurs", "Maison", "Maison"])
            #expect(page.acts.prefix(3).map(\.person) == [.someone, .named("Awa Diallo"), .named("Awa Diallo")])
            let text = String(describing: page)
            #expect(!text.contains("Bail") && !text.contains("intime"))
            let paul = try await vault.ownActs(of: desk.stage.paul.person, page: 1).acts
            #expect(!paul.isEmpty && !paul.map(\.kind).contains(.documentDownloaded), "nobody else's acts")
        }
    }

    @Test func `whoever is not followed any more is a person without a name`() async throws {
        try await Desk.with { desk in
            let (stage, pia) = (desk.stage, desk.stage.pia.person)
            try await stage.vault.leaveStructure(stage.house, by: stage.awa.person)
            let page = try await stage.vault.ownActs(of: pia, page: 1)
            #expect(page.acts.prefix(3).map(\.person) == [.someone, .someone, .someone])
            #expect(!String(describing: page).contains("Diallo"))
        }
    }

    @Test func `a refusal, and a name that was asked for, do not tell whether there is anybody`() async throws {
        try await SharingStage.with { stage in
            let (vault, pia) = (stage.vault, stage.pia.person)
            let bilal = try await stage.box.beneficiary("bilal")
            for name in ["nobody", "bilal"] {
                try await vault.askAffiliation(loginName: name, structure: stage.house, by: pia)
            }
            for id in [AccountID(), bilal.account.id] {
                await #expect(throws: VaultFailure(.notFound)) { _ = try await vault.personFile(id, by: pia) }
            }
            let acts = try await vault.ownActs(of: pia, page: 1).acts.prefix(4)
            #expect(acts.map(\.kind) == [.accessDenied, .accessDenied, .affiliationAsked, .affiliationAsked])
            #expect(acts.map(\.person) == [.nobody, .nobody, .someone, .someone])
            #expect(Set(acts.map(\.structureName)) == [nil, "Maison"])
        }
    }

    @Test func `a manager reads a professional's acts in the own structure alone, and nobody whom they concerned`()
        async throws
    {
        try await Desk.with { desk in
            let (vault, pia) = (desk.stage.vault, desk.stage.pia)
            let here = try await vault.acts(of: pia.habilitation, page: 1, by: desk.mona.person)
            #expect(here.name == "Pia Aide" && here.structureName == "Maison")
            #expect(here.acts.acts.map(\.kind) == [.documentDownloaded, .affiliationAsked])
            #expect(here.acts.total == 2)
            #expect(here.acts.acts.allSatisfy { $0.person == .nobody && $0.structureName == nil })
            let text = String(describing: here)
            for word in ["Bail", "intime", "Diallo", "Awa", desk.stage.awa.account.id.text] {
                #expect(!text.contains(word), "\(word)")
            }
            let there = try await vault.acts(of: desk.elsewhere, page: 1, by: desk.max.person)
            #expect(there.acts.acts.map(\.kind) == [.affiliationAsked])
        }
    }

    @Test func `nobody but a manager of the structure reads a professional's acts`() async throws {
        try await Desk.with { desk in
            let stage = desk.stage
            for (id, reader) in [
                (stage.pia.habilitation, desk.max), (desk.elsewhere, desk.mona), (HabilitationID(), desk.mona),
                (desk.mona.habilitation, desk.mona), (stage.pia.habilitation, stage.pia),
                (stage.pia.habilitation, stage.paul),
            ] {
                await #expect(throws: VaultFailure(.notFound), "\(reader.loginName)") {
                    _ = try await stage.vault.acts(of: id, page: 1, by: reader.person)
                }
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await stage.vault.acts(of: stage.pia.habilitation, page: 1, by: stage.awa.person)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await stage.vault.ownActs(of: stage.awa.person, page: 1)
            }
        }
    }

    @Test func `whoever is suspended or removed, or whose structure ended, reads nothing`() async throws {
        try await SharingStage.with { stage in
            let vault = stage.vault
            let mona = try await stage.box.manager("mona2", of: stage.house)
            let lou = try await stage.box.professional("lou", of: stage.house, by: mona)
            try await vault.suspendProfessional(stage.pia.habilitation, version: 1, by: mona.person)
            try await vault.removeProfessional(stage.paul.habilitation, version: 1, by: mona.person)
            try await vault.suspendAccount("lou", reason: "essai", by: TemporaryVault.staff)
            for staff in [stage.pia, stage.paul, lou] {
                await #expect(throws: VaultFailure(.notFound), "\(staff.loginName)") {
                    _ = try await vault.ownActs(of: staff.person, page: 1)
                }
                // What they did stays, for those who answer for it.
                _ = try await vault.acts(of: staff.habilitation, page: 1, by: mona.person)
            }
            _ = try await vault.endStructure(stage.house, by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.notFound)) { _ = try await vault.ownActs(of: mona.person, page: 1) }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await vault.acts(of: stage.pia.habilitation, page: 1, by: mona.person)
            }
        }
    }

    @Test func `a manager reads the own acts, with the names of the team`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let house = try await box.structure("Maison")
            let mona = try await box.manager("mona", of: house)
            _ = try await box.professional("pia", of: house, by: mona)
            let acts = try await box.vault.ownActs(of: mona.person, page: 1).acts
            let added = try #require(acts.first { $0.kind == .accountAdded })
            #expect(added.person == .named("Pia Aide") && added.structureName == "Maison")
            #expect(acts.allSatisfy { $0.kind != .signedIn || $0.person == .nobody })
        }
    }

    @Test func `acts come in pages, and a page that is not there is the nearest`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let house = try await box.structure()
            let pia = try await box.professional("pia", of: house)
            for _ in 0..<StaffActPage.size {
                try await box.vault.askAffiliation(loginName: "nobody", structure: house, by: pia.person)
            }
            let first = try await box.vault.ownActs(of: pia.person, page: -1)
            #expect(first.page == 1 && first.pageCount == 2 && first.acts.count == StaffActPage.size)
            let last = try await box.vault.ownActs(of: pia.person, page: .max)
            #expect(last.page == 2 && last.acts.count == last.total - StaffActPage.size)
            let sequences = (first.acts + last.acts).map(\.sequence)
            #expect(Set(sequences).count == last.total && sequences == sequences.sorted(by: >))
        }
    }

    @Test func `somebody's acts are found without reading the journal whole`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            for structure in [nil, StructureID()] {
                let reading = StaffActReading(actor: AccountID(), structure: structure)
                let plan = try await box.vault.catalog.read { database in
                    try Row.fetchAll(
                        database,
                        sql: """
                            EXPLAIN QUERY PLAN SELECT kind FROM audit_event WHERE \(reading.condition)
                            ORDER BY sequence DESC LIMIT 50
                            """,
                        arguments: reading.arguments
                    ).map { $0["detail"] as String }
                }
                #expect(plan.count == 1 && plan[0].contains("audit_actor (actor=?)"), "\(plan)")
            }
        }
    }
}
