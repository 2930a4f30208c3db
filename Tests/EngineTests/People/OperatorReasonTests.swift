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
            #expect(last.doer == .operator)
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
