import GRDB
import TestSupport
import Testing

@testable import Engine

/// What the operator does at a manager's request, with the reason that is recorded (ROL-03).
struct OperatorReasonTests {
    private func reason(
        of kind: AuditEvent.Kind, about account: AccountID, _ box: TemporaryVault
    ) async throws -> String? {
        try await box.vault.catalog.read { [journal = box.vault.journal] database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT \(AuditRow.columns) FROM audit_event WHERE kind = ? AND owner = ? ORDER BY sequence DESC
                    """,
                arguments: [kind.rawValue, account.blob])
            return try row.map { try journal.details(of: AuditRow($0)) }?[.purpose]
        }
    }

    private func house(_ body: (TemporaryVault, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let house = try await box.structure()
            let manager = try await box.manager(of: house)
            try await body(box, house, manager, try await box.professional(of: house, by: manager))
        }
    }

    /// A professional who is invited by e-mail and has not come in.
    private func invited(
        _ body: (TemporaryVault, StructureID, TestStaff, MadeInvitation) async throws -> Void
    ) async throws {
        try await TemporaryVault.withMessages { box in
            let house = try await box.structure()
            let mona = try await box.manager(of: house)
            var new = NewStaff(loginName: "claire", firstName: "Claire", lastName: "Martin")
            new.email = "claire@maison.example"
            let made = try await box.vault.inviteProfessional(new, to: house, linkBase: "x/", by: mona.person)
            try await body(box, house, mona, made.invitation)
        }
    }

    private func accept(_ box: TemporaryVault, _ code: SecretText) async throws -> String {
        let link = try #require(try await box.messages().last { $0.purpose == "invitation" }?.values[.link])
        return try await box.vault.acceptInvitation(
            token: String(link.dropFirst(2)), code: code, password: SecretText(TemporaryVault.password), nil,
            from: TemporaryVault.source)
    }

    @Test func `a professional who is removed is out at once, with the reason in the journal`() async throws {
        try await house { box, house, manager, pia in
            let done = try await box.vault.removeStaff(
                "PIA", from: house, reason: "asked by Mona", by: TemporaryVault.staff)
            #expect(done == StaffRemoval(habilitation: pia.habilitation, isDisabled: true, sessions: 1))
            #expect(try await box.vault.session(token: pia.token, source: TemporaryVault.source) == nil)
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: pia.person) }
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            #expect(try await reason(of: .habilitationEnded, about: pia.account.id, box) == "asked by Mona")
            let file = try await box.vault.teamMember(pia.habilitation, by: manager.person)
            #expect(file.member.habilitation.state == .ended)
            let last = try #require(file.history.last { $0.kind == .habilitationEnded })
            #expect(last.doer == .operator && last.reason == "asked by Mona")
        }
    }

    @Test func `managers read why the operator acted, and not why an account was suspended`() async throws {
        try await house { box, house, manager, pia in
            let vault = box.vault
            let other = try await box.structure("Autre")
            let max = try await box.manager("max", of: other)
            let there = try await vault.habilitate("pia", for: other, reason: "renfort", by: TemporaryVault.staff)
            box.clock.advance(by: .minutes(1))
            try await vault.suspendAccount("pia", reason: "signalement", by: TemporaryVault.staff)
            try await vault.enableAccount("pia", reason: "erreur", by: TemporaryVault.staff)
            box.clock.advance(by: .minutes(1))
            _ = try await vault.removeStaff("pia", from: other, reason: "fin", by: TemporaryVault.staff)
            box.clock.advance(by: .minutes(1))
            try await vault.suspendAccount("pia", reason: "encore", by: TemporaryVault.staff)
            try await vault.enableAccount("pia", reason: "levé", by: TemporaryVault.staff)
            let far = try await vault.teamMember(there.id, by: max.person).history
            #expect(far.map(\.kind) == [.habilitationGranted, .accountSuspended, .accountEnabled, .habilitationEnded])
            #expect(far.map(\.reason) == ["renfort", nil, "erreur", "fin"])
            let near = try await vault.teamMember(pia.habilitation, by: manager.person).history
            #expect(near.map(\.reason) == [nil, nil, "erreur", nil, "levé"], "what another structure was told is its own")
        }
    }

    @Test func `who never came in and is back waits for the invitation, which the new structure sends`() async throws {
        try await invited { box, house, mona, claire in
            let other = try await box.structure("Autre")
            let max = try await box.manager("max", of: other)
            _ = try await box.vault.removeStaff("claire", from: house, reason: "départ", by: TemporaryVault.staff)
            let made = try await box.vault.habilitate("claire", for: other, reason: "retour", by: TemporaryVault.staff)
            #expect(made.waitsForInvitation)
            let file = try await box.vault.teamMember(made.id, by: max.person)
            #expect(file.member.accountState == "invited" && file.invitation?.isDead == false)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.renewInvitation(
                    of: claire.account, by: .email, linkBase: "x/", actor: mona.person)
            }
            box.clock.advance(by: .minutes(1))
            let fresh = try await box.vault.renewInvitation(
                of: claire.account, by: .email, linkBase: "x/", actor: max.person)
            #expect(try await accept(box, fresh.code) == "claire")
            _ = try await box.signIn("claire")
        }
    }

    @Test func `the link that was sent opens the account that is back`() async throws {
        try await invited { box, house, _, claire in
            _ = try await box.vault.removeStaff("claire", from: house, reason: "départ", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.linkRefused)) { _ = try await accept(box, claire.code) }
            _ = try await box.vault.habilitate("claire", for: house, reason: "retour", by: TemporaryVault.staff)
            #expect(try await accept(box, claire.code) == "claire")
        }
    }

    @Test func `an invitation that is too old can be sent again for a week, and its link stays dead`() async throws {
        try await invited { box, house, _, claire in
            _ = try await box.vault.removeStaff("claire", from: house, reason: "départ", by: TemporaryVault.staff)
            box.clock.advance(by: .days(8))
            let made = try await box.vault.habilitate("claire", for: house, reason: "retour", by: TemporaryVault.staff)
            #expect(made.waitsForInvitation)
            await #expect(throws: VaultFailure(.linkRefused)) { _ = try await accept(box, claire.code) }
            box.clock.advance(by: .days(6))
            try await box.vault.endWhatIsOver()
            let mona = try await box.signIn("mona").session.person
            #expect(try await box.vault.teamMember(made.id, by: mona).invitation?.isDead == true)
            _ = try await box.vault.renewInvitation(of: claire.account, by: .email, linkBase: "x/", actor: mona)
        }
    }

    @Test func `who is invited and taken over by another structure before coming in is invited by that one`() async throws {
        try await invited { box, house, mona, claire in
            let other = try await box.structure("Autre")
            let max = try await box.manager("max", of: other)
            let made = try await box.vault.habilitate("claire", for: other, reason: "renfort", by: TemporaryVault.staff)
            #expect(!made.waitsForInvitation, "the first structure holds the invitation")
            _ = try await box.vault.removeStaff("claire", from: house, reason: "départ", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.renewInvitation(
                    of: claire.account, by: .email, linkBase: "x/", actor: mona.person)
            }
            box.clock.advance(by: .minutes(1))
            let fresh = try await box.vault.renewInvitation(
                of: claire.account, by: .email, linkBase: "x/", actor: max.person)
            #expect(try await accept(box, fresh.code) == "claire")
        }
    }

    @Test func `who came in once needs no invitation to be back`() async throws {
        try await house { box, house, _, _ in
            _ = try await box.vault.removeStaff("pia", from: house, reason: "départ", by: TemporaryVault.staff)
            let made = try await box.vault.habilitate("pia", for: house, reason: "retour", by: TemporaryVault.staff)
            #expect(!made.waitsForInvitation)
        }
    }

    @Test func `who acts for another structure too stays there`() async throws {
        try await house { box, house, manager, pia in
            let other = try await box.structure("Autre")
            _ = try await box.vault.habilitate("pia", for: other, reason: "renfort", by: TemporaryVault.staff)
            let done = try await box.vault.removeStaff(
                pia.account.id.text, from: house, reason: "départ", by: TemporaryVault.staff)
            #expect(!done.isDisabled)
            let again = try await box.signIn("pia").session.person
            #expect(try await box.vault.memberships(of: again).map(\.structure) == [other])
        }
    }

    @Test func `a manager is removed in the same way`() async throws {
        try await house { box, house, manager, _ in
            let done = try await box.vault.removeStaff("mona", from: house, reason: "départ", by: TemporaryVault.staff)
            #expect(done.isDisabled && done.sessions == 1)
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.team(of: house, by: manager.person) }
        }
    }

    @Test func `nobody is removed twice, from elsewhere, without a reason, or by anyone but the operator`() async throws {
        try await house { box, house, manager, pia in
            let other = try await box.structure("Autre")
            _ = try await box.beneficiary("awa")
            func remove(_ name: String, _ structure: StructureID, _ reason: String = "x", by actor: Actor) async throws {
                _ = try await box.vault.removeStaff(name, from: structure, reason: reason, by: actor)
            }
            for (name, structure) in [("pia", other), ("nobody", house), ("awa", house), ("pia", StructureID())] {
                await #expect(throws: VaultFailure(.notFound)) {
                    try await remove(name, structure, by: TemporaryVault.staff)
                }
            }
            for blank in ["", "  ", String(repeating: "x", count: 501)] {
                await #expect(throws: VaultFailure(.fieldUnusable)) {
                    try await remove("pia", house, blank, by: TemporaryVault.staff)
                }
            }
            for actor in [manager.actor, pia.actor, .schedule] {
                await #expect(throws: VaultFailure(.notFound)) { try await remove("pia", house, by: actor) }
            }
            #expect(try await box.vault.session(token: pia.token, source: TemporaryVault.source) != nil)
            try await remove("pia", house, by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.notFound)) { try await remove("pia", house, by: TemporaryVault.staff) }
        }
    }

    @Test func `one more structure, and the end of a suspension, are recorded with their reasons`() async throws {
        try await house { box, _, _, pia in
            let other = try await box.structure("Autre")
            let vault = box.vault
            for blank in ["", " \n "] {
                await #expect(throws: VaultFailure(.fieldUnusable)) {
                    _ = try await vault.habilitate("pia", for: other, reason: blank, by: TemporaryVault.staff)
                }
            }
            _ = try await vault.habilitate("pia", for: other, reason: "renfort d’été", by: TemporaryVault.staff)
            #expect(try await reason(of: .habilitationGranted, about: pia.account.id, box) == "renfort d’été")
            try await vault.suspendAccount("pia", reason: "signalement", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                try await vault.enableAccount("pia", reason: " ", by: TemporaryVault.staff)
            }
            try await vault.enableAccount("pia", reason: "erreur", by: TemporaryVault.staff)
            #expect(try await reason(of: .accountEnabled, about: pia.account.id, box) == "erreur")
        }
    }

    @Test func `an account that is let in again by one more structure keeps the reason`() async throws {
        try await house { box, house, _, pia in
            let other = try await box.structure("Autre")
            _ = try await box.vault.removeStaff("pia", from: house, reason: "départ", by: TemporaryVault.staff)
            _ = try await box.vault.habilitate("pia", for: other, reason: "retour", by: TemporaryVault.staff)
            #expect(try await reason(of: .accountEnabled, about: pia.account.id, box) == "retour")
            _ = try await box.signIn("pia")
        }
    }
}
