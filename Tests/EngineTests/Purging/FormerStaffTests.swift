import GRDB
import TestSupport
import Testing

@testable import Engine

/// Personal data of staff goes a year after the end; what they did stays told (END-03).
struct FormerStaffTests {
    private func house(_ body: (TemporaryVault, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.purges.journalAge = .days(3650) }) { box in
            let house = try await box.structure("Maison")
            let mona = try await box.manager("mona", of: house)
            try await body(box, house, mona, try await box.professional("pia", of: house, by: mona))
        }
    }

    private func due(_ box: TemporaryVault) async throws -> Int {
        try await box.vault.purgePlan(by: TemporaryVault.staff).items.first(where: { $0.kind == .staff })?.count ?? 0
    }

    @Test func `a year after the end name, contacts, password and factors are gone, and the journal still reads`()
        async throws
    {
        try await house { box, house, mona, pia in
            let vault = box.vault
            let awa = try await box.beneficiary("awa")
            try await box.affiliate(awa, with: house, by: pia)
            try await vault.removeProfessional(pia.habilitation, version: 1, by: mona.person)
            box.clock.advance(by: .days(364))
            #expect(try await due(box) == 0)
            box.clock.advance(by: .days(2))
            #expect(try await due(box) == 1)
            let summary = try await vault.purge(by: TemporaryVault.staff)
            #expect(summary.items.first(where: { $0.kind == .staff })?.count == 1)
            #expect(try await due(box) == 0)
            let id = pia.account.id
            let left = try await vault.catalog.read { database in
                var left = try ["password", "session", "second_factor", "habilitation"].map {
                    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \($0) WHERE account = ?", arguments: [id.blob])
                        ?? -1
                }
                left.append(
                    try AccountRecord.find(login: LoginName(typed: "pia").index(vault.keys.index), in: database) == nil
                        ? 0 : 1)
                return left
            }
            #expect(left == [0, 0, 0, 0, 0])
            for column in ["login_name", "first_name", "last_name", "job_title", "email", "phone"] {
                let text = try await vault.catalog.read { try vault.field(column, of: id, in: $0) }
                #expect((text ?? "").isEmpty, "\(column)")
            }
            let again = try await box.signIn("awa").session.person
            let entries = try await vault.journal(of: again, page: 1).entries
            let asked = try #require(entries.first { $0.kind == .affiliationAsked })
            #expect(asked.doer == .other(.professional, name: nil) && asked.structureName == "Maison")
            #expect(try await vault.signedPapers(for: house, of: again).current?.explainer == .professional(nil))
            #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        }
    }

    @Test func `who is habilitated elsewhere, suspended, or back, is never touched`() async throws {
        try await house { box, house, mona, pia in
            let vault = box.vault
            let elsewhere = try await box.structure("Ailleurs")
            let (both, suspended, back) = (
                try await box.professional("both", of: house, by: mona),
                try await box.professional("suspended", of: house, by: mona),
                try await box.professional("back", of: house, by: mona)
            )
            _ = try await vault.habilitate("both", for: elsewhere, reason: "asked by the manager", by: TemporaryVault.staff)
            for one in [pia, both, back] {
                try await vault.removeProfessional(one.habilitation, version: 1, by: mona.person)
            }
            try await vault.suspendProfessional(suspended.habilitation, version: 1, by: mona.person)
            try await vault.suspendAccount("mona", reason: "essai", by: TemporaryVault.staff)
            box.clock.advance(by: .days(200))
            _ = try await vault.habilitate("back", for: elsewhere, reason: "asked by the manager", by: TemporaryVault.staff)
            box.clock.advance(by: .days(400))
            #expect(try await due(box) == 1)
            _ = try await vault.purge(by: TemporaryVault.staff)
            let names = try await vault.catalog.read { database in
                try [both, suspended, back, mona, pia].map { try vault.names(of: [$0.account.id], in: database).count }
            }
            #expect(names == [1, 1, 1, 1, 0])
            _ = try await box.signIn("both")
        }
    }

    @Test func `under a clock that jumped nobody is emptied`() async throws {
        try await house { box, _, mona, pia in
            try await box.vault.removeProfessional(pia.habilitation, version: 1, by: mona.person)
            box.clock.set(box.clock.now() + .days(500))
            let summary = try await box.vault.purge(by: TemporaryVault.staff)
            #expect(summary.items.isEmpty && !summary.warnings.isEmpty)
        }
    }
}
