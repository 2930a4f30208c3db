import GRDB
import Testing
import TestSupport

@testable import Engine

/// A manager, and the operator, take away the lost second factors of staff.
struct StaffFactorLossTests {
    private func team(
        _ body: (TemporaryVault, StructureID, TestStaff, TestStaff) async throws -> Void
    ) async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secondFactorProfessionals = "required" }) { box in
            let structure = try await box.structure()
            let manager = try await box.manager(of: structure)
            let pia = try await box.professional(of: structure, by: manager)
            _ = try await box.addApp(to: pia.person)
            _ = try await box.vault.makePrintedCodes(of: pia.person)
            try await body(box, structure, manager, pia)
        }
    }

    private func factors(_ box: TemporaryVault, _ staff: TestStaff) async throws -> Int {
        try await box.vault.catalog.read {
            try Int.fetchOne(
                $0, sql: "SELECT COUNT(*) FROM second_factor WHERE account = ?", arguments: [staff.account.id.blob]) ?? -1
        }
    }

    @Test func `a manager takes them away: sessions end, the history says so, and a new factor comes first`() async throws {
        try await team { box, _, manager, pia in
            try await box.vault.takeAwayFactors(of: pia.habilitation, version: 1, by: manager.person)
            #expect(try await factors(box, pia) == 0)
            #expect(try await box.vault.session(token: pia.token, source: TemporaryVault.source) == nil)
            #expect(try await box.signIn("pia").session.mustAddSecondFactor)
            let file = try await box.vault.teamMember(pia.habilitation, by: manager.person)
            #expect(file.history.map(\.kind).last == .secondFactorsTakenAway)
            let doer = try await box.vault.memberName(manager)
            #expect(file.history.last?.doer == .person(doer))
            #expect(!file.member.hasSecondFactor)
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.takeAwayFactors(of: pia.habilitation, version: 1, by: manager.person)
            }
        }
    }

    @Test func `every channel of the professional is told`() async throws {
        try await team { box, structure, manager, _ in
            var new = NewStaff(
                loginName: "zoe", firstName: "Zoé", lastName: "Aide", password: .chosen(SecretText(TemporaryVault.password)))
            new.email = "zoe@example.invalid"
            new.phone = "+33611223355"
            let zoe = try await box.vault.addProfessional(new, to: structure, by: manager.person)
            _ = try await box.addApp(to: box.signIn("zoe").session.person)
            try await box.vault.takeAwayFactors(of: zoe.habilitation, version: 1, by: manager.person)
            let told = try await box.messages().filter { $0.purpose == "factorsTakenAway" && $0.account == zoe.id }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
        }
    }

    @Test func `the manager's own second factor comes first, in a trusted browser too`() async throws {
        try await team { box, _, manager, pia in
            let totp = try await box.addApp(to: manager.person)
            box.clock.advance(by: .minutes(6))
            let token = try await box.vault.confirm(SecretText(TemporaryVault.password), of: manager.person)
            let session = try await box.vault.session(token: token.reveal(), source: TemporaryVault.source)
            let person = try #require(session?.person)
            await #expect(throws: VaultFailure(.factorNeeded)) {
                try await box.vault.takeAwayFactors(of: pia.habilitation, version: 1, by: person)
            }
            let code = try totp.code(at: box.clock.now().seconds / TOTP.step)
            try await box.vault.proveFactor(.totp, code: code, of: person)
            try await box.vault.takeAwayFactors(of: pia.habilitation, version: 1, by: person)
        }
    }

    @Test func `the manager's own password comes first`() async throws {
        try await team { box, _, manager, pia in
            box.clock.advance(by: .minutes(6))
            await #expect(throws: VaultFailure(.confirmationNeeded)) {
                try await box.vault.takeAwayFactors(of: pia.habilitation, version: 1, by: manager.person)
            }
            let left = try await factors(box, pia)
            #expect(left == 2)
        }
    }

    @Test func `another structure's manager, a colleague and the professional find nothing at a right id`() async throws {
        try await team { box, structure, manager, pia in
            let other = try await box.structure("Ailleurs")
            let far = try await box.manager("max", of: other)
            let paul = try await box.professional("paul", of: structure, by: manager)
            let awa = try await box.beneficiary()
            for person in [far.person, paul.person, pia.person, awa.person] {
                for id in [pia.habilitation, HabilitationID()] {
                    await #expect(throws: VaultFailure(.notFound)) {
                        try await box.vault.takeAwayFactors(of: id, version: 1, by: person)
                    }
                }
            }
            #expect(try await factors(box, pia) == 2)
        }
    }

    @Test func `not of somebody who acts for another structure too, nor of one who was changed meanwhile`() async throws {
        try await team { box, _, manager, pia in
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                try await box.vault.takeAwayFactors(of: pia.habilitation, version: 2, by: manager.person)
            }
            let other = try await box.structure("Ailleurs")
            _ = try await box.vault.habilitate("pia", for: other, reason: "asked by the manager", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.actsElsewhereToo)) {
                try await box.vault.takeAwayFactors(of: pia.habilitation, version: 1, by: manager.person)
            }
            #expect(try await factors(box, pia) == 2)
            #expect(try await box.vault.takeAwayFactors(ofStaff: "pia", by: TemporaryVault.staff) == 2)
            #expect(try await factors(box, pia) == 0)
        }
    }

    @Test func `the operator helps a manager, and leaves beneficiaries alone`() async throws {
        try await team { box, _, manager, pia in
            _ = try await box.addApp(to: manager.person)
            #expect(try await box.vault.takeAwayFactors(ofStaff: "mona", by: TemporaryVault.staff) == 1)
            #expect(try await factors(box, manager) == 0)
            #expect(try await box.vault.session(token: manager.token, source: TemporaryVault.source) == nil)
            let awa = try await box.beneficiary()
            _ = try await box.addApp(to: awa.person)
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                _ = try await box.vault.takeAwayFactors(ofStaff: "awa", by: TemporaryVault.staff)
            }
            #expect(try await box.vault.secondFactors(of: awa.person).factors.count == 1)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.takeAwayFactors(ofStaff: "nobody", by: TemporaryVault.staff)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.takeAwayFactors(ofStaff: "pia", by: manager.actor)
            }
        }
    }

    @Test func `of staff without a factor nothing is taken, no session ends, and nobody is told`() async throws {
        try await TemporaryVault.withMessages { box in
            let manager = try await box.manager(of: box.structure())
            let told = try await box.messages().count
            #expect(try await box.vault.takeAwayFactors(ofStaff: "mona", by: TemporaryVault.staff) == 0)
            #expect(try await box.vault.session(token: manager.token, source: TemporaryVault.source) != nil)
            #expect(try await box.messages().count == told)
        }
    }
}

extension Vault {
    fileprivate func memberName(_ staff: TestStaff) async throws -> PersonName? {
        try await catalog.read { try names(of: [staff.account.id], in: $0)[staff.account.id] }
    }
}
